/** What is there before a service starts: the time, and the way to the broker. */
package ordermill.chassis.start;
