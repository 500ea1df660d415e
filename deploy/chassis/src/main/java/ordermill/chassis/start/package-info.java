/** What is awaited before a service starts. */
package ordermill.chassis.start;
