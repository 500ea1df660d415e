/** Shows the figures: as JSON, as CSV and live on the dashboard's page. */
package ordermill.analytics.dashboard;
