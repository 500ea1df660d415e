/** What an order and a ride are: the reader of {@code order_details} and {@code ride_details}, for the door and for the tracker. */
package ordermill.orders.details;
