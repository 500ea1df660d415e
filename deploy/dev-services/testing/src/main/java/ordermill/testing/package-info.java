/** What the services' tests share: servers to take away, topics to look into, contracts to draw values from. */
package ordermill.testing;
