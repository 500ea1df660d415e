/** The time is written to a topic, so that the other end can tell how long an event takes. */
package ordermill.orders.heartbeat;
