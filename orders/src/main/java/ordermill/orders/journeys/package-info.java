/** Every event of an order or a ride becomes a step of its journey, which is shown. */
package ordermill.orders.journeys;
