package ordermill.analytics.dashboard;

/** What {@link Figures} asks. Of each: $1 is the day, $2 is now. No table that is summed here grows with the orders. */
final class FiguresSql {

    private FiguresSql() {}

    static final String TOTALS = """
            WITH today AS (
                SELECT kind, orders, revenue, rejected FROM analytics.sales_by_day WHERE day = $1
            ), kinds AS (
                SELECT kind, ever.orders, ever.revenue, ever.rejected,
                       coalesce(today.orders, 0) AS orders_today,
                       coalesce(today.revenue, 0.00) AS revenue_today,
                       coalesce(today.rejected, 0) AS rejected_today
                FROM analytics.sales_by_kind AS ever LEFT JOIN today USING (kind)
                ORDER BY ever.orders DESC, kind
                LIMIT 50
            )
            SELECT json_build_object(
                       'total_orders_count', (SELECT coalesce(sum(orders), 0) FROM analytics.sales_by_kind),
                       'total_revenue', (SELECT coalesce(sum(revenue), 0.00) FROM analytics.sales_by_kind),
                       'total_rejected_count', (SELECT coalesce(sum(rejected), 0) FROM analytics.sales_by_kind),
                       'orders_today', (SELECT coalesce(sum(orders), 0) FROM today),
                       'revenue_today', (SELECT coalesce(sum(revenue), 0.00) FROM today),
                       'rejected_today', (SELECT coalesce(sum(rejected), 0) FROM today),
                       'rides_today', (SELECT coalesce(sum(rides), 0) FROM analytics.rides_by_day WHERE day = $1),
                       'rejected_rides_today', (SELECT coalesce(sum(rejected), 0) FROM analytics.rides_by_day WHERE day = $1),
                       'total_rides_count', (SELECT coalesce(sum(rides), 0) FROM analytics.ride_totals),
                       'total_rejected_rides_count', (SELECT coalesce(sum(rejected), 0) FROM analytics.ride_totals),
                       'by_kind', (SELECT coalesce(json_object_agg(kind, json_build_object(
                                              'orders', orders, 'revenue', revenue, 'rejected', rejected,
                                              'orders_today', orders_today, 'revenue_today', revenue_today,
                                              'rejected_today', rejected_today)), '{}')
                                   FROM kinds))::text AS totals,
                   (SELECT json_build_object(
                               'last_time', round(extract(epoch FROM max(written_at)), 3),
                               'delay_ms', max(delay_ms),
                               'alarm', coalesce(max(received_at) < $2::timestamptz - interval '30 seconds', true),
                               'stuck_orders', (SELECT orders FROM analytics.stuck_orders
                                                WHERE received_at >= $2 - interval '30 seconds'))
                    FROM analytics.heartbeat)::text AS heartbeat
            """;

    // A minute's tolerance, since the clock of whoever decided may go before this one's.
    static final String TOTALS_AND_SERIES = TOTALS + """
            ,
                   (SELECT coalesce(json_agg(json_build_object(
                               'minute', extract(epoch FROM minute)::bigint, 'kind', kind,
                               'orders', orders, 'revenue', revenue, 'rejected', rejected) ORDER BY minute, kind), '[]')
                    FROM (SELECT minute, coalesce(kinds.kind, 'other') AS kind,
                                 sum(sales.orders) AS orders, sum(sales.revenue) AS revenue,
                                 sum(sales.rejected) AS rejected
                          FROM analytics.sales_by_minute AS sales LEFT JOIN kinds USING (kind)
                          WHERE minute > $2 - interval '60 minutes' AND minute < $2 + interval '1 minute'
                          GROUP BY 1, 2) AS last_hour)::text AS minutes,
                   (SELECT coalesce(json_agg(json_build_object(
                               'minute', extract(epoch FROM minute)::bigint,
                               'rides', rides, 'rejected', rejected) ORDER BY minute), '[]')
                    FROM analytics.rides_by_minute
                    WHERE minute > $2 - interval '60 minutes'
                      AND minute < $2 + interval '1 minute')::text AS ride_minutes,
                   (SELECT coalesce(json_agg(json_build_object(
                               'zone', zone, 'rides', rides, 'rejected', rejected,
                               'mean_pickup_minutes', round(pickup_minutes / nullif(rides, 0), 2))
                               ORDER BY rides DESC, zone), '[]')
                    FROM (SELECT zone, sum(rides) AS rides, sum(rejected) AS rejected,
                                 sum(pickup_minutes) AS pickup_minutes
                          FROM analytics.rides_by_zone_and_hour
                          WHERE hour > $2 - interval '24 hours' AND hour < $2 + interval '1 minute'
                          GROUP BY zone
                          ORDER BY sum(rides) DESC, zone
                          LIMIT 500) AS last_day)::text AS rides_by_zone,
                   (SELECT coalesce(json_agg(json_build_object(
                               'order_id', order_id, 'kind', kind, 'status', status, 'reason', reason,
                               'total_cost', total_cost, 'time', round(extract(epoch FROM decided_at), 3))
                               ORDER BY decided_at DESC, order_id), '[]')
                    FROM (SELECT order_id, kind, status, reason, total_cost, decided_at
                          FROM analytics.counted_orders
                          WHERE decided_at < $2 + interval '1 minute'
                          ORDER BY decided_at DESC, order_id
                          LIMIT 20) AS latest)::text AS latest_orders
            """;
}
