/** The machinery of the promises: it knows polls, records and tables, and nothing of what is in them. */
package ordermill.chassis;
