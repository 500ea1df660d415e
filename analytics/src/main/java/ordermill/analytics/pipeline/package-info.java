/** Watches whether the pipeline moves: the heartbeat, the orders that are stuck, and the dead letters. */
package ordermill.analytics.pipeline;
