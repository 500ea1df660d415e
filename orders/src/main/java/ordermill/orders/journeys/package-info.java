/** Every event of an order or a ride becomes a step of its journey, which is shown, and set going again where it is stuck. */
package ordermill.orders.journeys;
