/** Counts decided orders and rides, each once however often it is delivered, and publishes the totals. */
package ordermill.analytics.counting;
