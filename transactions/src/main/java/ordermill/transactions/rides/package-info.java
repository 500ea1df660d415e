/** ride_details -> ride_confirmed with the nearest free driver, or ride_rejected. */
package ordermill.transactions.rides;
