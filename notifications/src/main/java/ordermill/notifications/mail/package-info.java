/** The mail server: connections to it, and what its answers are about. */
package ordermill.notifications.mail;
