/** What was accepted and has had no decision for long is counted, and published again as it was. */
package ordermill.orders.stuck;
