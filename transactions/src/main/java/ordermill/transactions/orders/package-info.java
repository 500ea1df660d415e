/** order_details -> order_confirmed or order_rejected, by way of the ledger. */
package ordermill.transactions.orders;
