/** What the rooms of this service share: the two flows, order and ride, and the names of the topics. */
package ordermill.orders;
