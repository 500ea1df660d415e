/** The contracts as judges of what readers must accept, and values drawn from them to ask both. */
package ordermill.testing.contract;
