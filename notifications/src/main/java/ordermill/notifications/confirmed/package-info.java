/** Confirmations, as they are read from their topics and from the queue. */
package ordermill.notifications.confirmed;
