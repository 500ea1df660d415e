package ordermill.analytics;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

/** The decided orders, each counted once, and their sums. */
@ApplicationScoped
class Sales {

    // Every insert goes in the order of its key, so that two replicas that count at the same time wait in one order.
    private static final String COUNT_NEW_ORDERS = """
            WITH counted AS (
                INSERT INTO analytics.counted_orders (order_id, kind, minute, status, reason, total_cost, decided_at)
                SELECT order_id, kind, minute, status, reason, total_cost, decided_at
                FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::numeric[], $7::timestamptz[])
                    AS decided (order_id, kind, minute, status, reason, total_cost, decided_at)
                ORDER BY order_id
                ON CONFLICT (order_id) DO NOTHING
                RETURNING kind, minute, status, total_cost
            ), sums AS (
                SELECT minute, kind,
                       count(*) FILTER (WHERE status = 'confirmed') AS orders,
                       coalesce(sum(total_cost) FILTER (WHERE status = 'confirmed'), 0) AS revenue,
                       count(*) FILTER (WHERE status = 'rejected') AS rejected
                FROM counted
                GROUP BY minute, kind
            ), minutes AS (
                INSERT INTO analytics.sales_by_minute AS known (minute, kind, orders, revenue, rejected)
                SELECT minute, kind, orders, revenue, rejected FROM sums ORDER BY minute, kind
                ON CONFLICT (minute, kind) DO UPDATE
                    SET orders = known.orders + excluded.orders,
                        revenue = known.revenue + excluded.revenue,
                        rejected = known.rejected + excluded.rejected
            ), kinds AS (
                INSERT INTO analytics.sales_by_kind AS known (kind, orders, revenue, rejected)
                SELECT kind, sum(orders), sum(revenue), sum(rejected) FROM sums GROUP BY kind ORDER BY kind
                ON CONFLICT (kind) DO UPDATE
                    SET orders = known.orders + excluded.orders,
                        revenue = known.revenue + excluded.revenue,
                        rejected = known.rejected + excluded.rejected
            )
            SELECT coalesce(sum(orders + rejected), 0)::bigint AS orders FROM sums
            """;

    private final Database database;

    Sales(Database database) {
        this.database = database;
    }

    /** Counts those orders that are not counted yet, and yields how many they were. */
    Uni<Long> countOnce(List<DecidedOrder> orders) {
        if (orders.isEmpty()) {
            return Uni.createFrom().item(0L);
        }
        return database.execute(
                        COUNT_NEW_ORDERS,
                        Tuple.from(List.of(
                                column(orders, String[]::new, DecidedOrder::orderId),
                                column(orders, String[]::new, DecidedOrder::kind),
                                column(orders, OffsetDateTime[]::new, Sales::minute),
                                column(orders, String[]::new, DecidedOrder::status),
                                column(orders, String[]::new, DecidedOrder::reason),
                                column(orders, BigDecimal[]::new, DecidedOrder::totalCost),
                                column(
                                        orders,
                                        OffsetDateTime[]::new,
                                        o -> o.decidedAt().atOffset(ZoneOffset.UTC)))))
                .map(counted -> counted.iterator().next().getLong("orders"));
    }

    private static OffsetDateTime minute(DecidedOrder order) {
        return order.decidedAt().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC);
    }

    static <E, T> T[] column(List<E> events, IntFunction<T[]> array, Function<E, T> value) {
        return events.stream().map(value).toArray(array);
    }
}
