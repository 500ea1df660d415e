/** Decides each order and each ride once: charges, keeps the ledger, sends drivers. */
package ordermill.transactions;
