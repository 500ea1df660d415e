/** Charges cards, each order for itself. */
package ordermill.transactions.payments;
