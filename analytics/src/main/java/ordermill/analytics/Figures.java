package ordermill.analytics;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The sums as JSON, each answer read in one statement: its figures belong together, and any replica gives the same. */
@ApplicationScoped
class Figures {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String TOTALS = """
            WITH today AS (
                SELECT kind, sum(orders) AS orders, sum(revenue) AS revenue, sum(rejected) AS rejected
                FROM analytics.sales_by_minute
                WHERE minute >= $1 AND minute < $2
                GROUP BY kind
            ), kinds AS (
                SELECT kind, ever.orders, ever.revenue, ever.rejected,
                       coalesce(today.orders, 0) AS orders_today,
                       coalesce(today.revenue, 0.00) AS revenue_today
                FROM analytics.sales_by_kind AS ever LEFT JOIN today USING (kind)
                ORDER BY ever.orders DESC, kind
                LIMIT 50
            )
            SELECT json_build_object(
                       'total_orders_count', (SELECT coalesce(sum(orders), 0) FROM analytics.sales_by_kind),
                       'total_revenue', (SELECT coalesce(sum(revenue), 0.00) FROM analytics.sales_by_kind),
                       'orders_today', (SELECT coalesce(sum(orders), 0) FROM today),
                       'revenue_today', (SELECT coalesce(sum(revenue), 0.00) FROM today),
                       'rejected_today', (SELECT coalesce(sum(rejected), 0) FROM today),
                       'rides_today', (SELECT coalesce(sum(rides), 0) FROM analytics.rides_by_minute
                                       WHERE minute >= $1 AND minute < $2),
                       'total_rides_count', (SELECT coalesce(sum(rides), 0) FROM analytics.ride_totals),
                       'by_kind', (SELECT coalesce(json_object_agg(kind, json_build_object(
                                              'orders', orders, 'revenue', revenue, 'rejected', rejected,
                                              'orders_today', orders_today, 'revenue_today', revenue_today)), '{}')
                                   FROM kinds))::text AS totals,
                   (SELECT json_build_object(
                               'last_time', round(extract(epoch FROM max(written_at)), 3),
                               'delay_ms', max(delay_ms),
                               'alarm', coalesce(max(received_at) < $3::timestamptz - interval '30 seconds', true))
                    FROM analytics.heartbeat)::text AS heartbeat
            """;

    // A minute's tolerance, since the clock of whoever decided may go before this one's.
    private static final String SERIES = """
            ,
                   (SELECT coalesce(json_agg(json_build_object(
                               'minute', extract(epoch FROM minute)::bigint, 'kind', kind,
                               'orders', orders, 'revenue', revenue, 'rejected', rejected) ORDER BY minute, kind), '[]')
                    FROM (SELECT minute, kind, orders, revenue, rejected
                          FROM analytics.sales_by_minute
                          WHERE minute > $3 - interval '60 minutes' AND minute < $3 + interval '1 minute'
                          ORDER BY minute DESC, kind
                          LIMIT 3000) AS last_hour)::text AS minutes,
                   (SELECT coalesce(json_agg(json_build_object(
                               'zone', zone, 'rides', rides, 'rejected', rejected,
                               'mean_pickup_minutes', round(pickup_minutes / nullif(rides, 0), 2))
                               ORDER BY rides DESC, zone), '[]')
                    FROM (SELECT zone, sum(rides) AS rides, sum(rejected) AS rejected,
                                 sum(pickup_minutes) AS pickup_minutes
                          FROM analytics.rides_by_zone_and_hour
                          WHERE hour > $3 - interval '24 hours' AND hour < $3 + interval '1 minute'
                          GROUP BY zone
                          ORDER BY sum(rides) DESC, zone
                          LIMIT 500) AS last_day)::text AS rides_by_zone,
                   (SELECT coalesce(json_agg(json_build_object(
                               'order_id', order_id, 'kind', kind, 'status', status, 'reason', reason,
                               'total_cost', total_cost, 'time', round(extract(epoch FROM decided_at), 3))
                               ORDER BY decided_at DESC, order_id), '[]')
                    FROM (SELECT order_id, kind, status, reason, total_cost, decided_at
                          FROM analytics.counted_orders
                          WHERE decided_at < $3 + interval '1 minute'
                          ORDER BY decided_at DESC, order_id
                          LIMIT 20) AS latest)::text AS latest_orders
            """;

    private final Database database;
    private final Clock clock;

    Figures(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What {@code GET /totals} answers. */
    Uni<ObjectNode> totals() {
        return read(TOTALS, (row, now) -> {
            ObjectNode totals = (ObjectNode) Json.stored(row.getString("totals"));
            totals.set("heartbeat", Json.stored(row.getString("heartbeat")));
            return totals.put("time", Json.epochSeconds(now.now().toInstant()));
        });
    }

    /** What a dashboard shows, without the time, which is all that differs from the last answer when nothing happened. */
    Uni<ObjectNode> dashboard() {
        return read(TOTALS + SERIES, (row, now) -> {
            ObjectNode dashboard = Json.object();
            for (String part : new String[] {"totals", "heartbeat", "minutes", "rides_by_zone", "latest_orders"}) {
                dashboard.set(part, Json.stored(row.getString(part)));
            }
            return dashboard;
        });
    }

    private Uni<ObjectNode> read(String statement, BiFunction<Row, Today, ObjectNode> answer) {
        return Uni.createFrom()
                .deferred(() -> {
                    Today today = Today.by(clock);
                    return database.execute(statement, Tuple.of(today.start(), today.end(), today.now()))
                            .map(rows -> answer.apply(rows.iterator().next(), today));
                })
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(NotNow::new);
    }
}
