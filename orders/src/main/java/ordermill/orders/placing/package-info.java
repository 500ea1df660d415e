/** A request becomes an event: checked at the door, in Kafka, answered. */
package ordermill.orders.placing;
