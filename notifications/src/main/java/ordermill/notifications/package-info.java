/** Confirmed orders and rides become mails, each sent once; the table of what is to be mailed is the queue. */
package ordermill.notifications;
