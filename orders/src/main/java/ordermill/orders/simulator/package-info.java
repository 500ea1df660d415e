/** Customers who are not there: random orders and rides, placed as a client would place them. */
package ordermill.orders.simulator;
