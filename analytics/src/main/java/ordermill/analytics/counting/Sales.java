package ordermill.analytics.counting;

import static ordermill.chassis.Sql.column;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Sql;

/** The decided orders, each counted once, and their sums. */
@ApplicationScoped
class Sales {

    // Every insert goes in the order of its key, so that two replicas that count at the same time wait in one order.
    private static final String COUNT_NEW_ORDERS = """
            WITH counted AS (
                INSERT INTO analytics.counted_orders
                    (order_id, kind, counted_as, minute, day, status, reason, total_cost, decided_at)
                SELECT order_id, kind, counted_as, minute, day, status, reason, total_cost, decided_at
                FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::date[], $6::text[], $7::text[],
                            $8::numeric[], $9::timestamptz[])
                    AS decided (order_id, kind, counted_as, minute, day, status, reason, total_cost, decided_at)
                ORDER BY order_id
                ON CONFLICT (order_id) DO NOTHING
                RETURNING counted_as AS kind, minute, day, status, total_cost
            ), sums AS (
                SELECT minute, day, kind,
                       count(*) FILTER (WHERE status = 'confirmed') AS orders,
                       coalesce(sum(total_cost) FILTER (WHERE status = 'confirmed'), 0) AS revenue,
                       count(*) FILTER (WHERE status = 'rejected') AS rejected
                FROM counted
                GROUP BY minute, day, kind
            ), minutes AS (
                INSERT INTO analytics.sales_by_minute AS known (minute, kind, orders, revenue, rejected)
                SELECT minute, kind, orders, revenue, rejected FROM sums ORDER BY minute, kind
                ON CONFLICT (minute, kind) DO UPDATE
                    SET orders = known.orders + excluded.orders,
                        revenue = known.revenue + excluded.revenue,
                        rejected = known.rejected + excluded.rejected
            ), days AS (
                INSERT INTO analytics.sales_by_day AS known (day, kind, orders, revenue, rejected)
                SELECT day, kind, sum(orders), sum(revenue), sum(rejected)
                FROM sums GROUP BY day, kind ORDER BY day, kind
                ON CONFLICT (day, kind) DO UPDATE
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
            SELECT coalesce(sum(orders + rejected), 0)::bigint AS orders, coalesce(sum(revenue), 0)::float8 AS revenue
            FROM sums
            """;

    private final Sql sql;
    private final Days days;
    private final OwnSums kinds;

    Sales(Sql sql, Days days, @ConfigProperty(name = "analytics.kinds-limit") long kindsLimit) {
        this.sql = sql;
        this.days = days;
        this.kinds = new OwnSums(sql, "kind", kindsLimit);
    }

    /**
     * @param orders how many were not counted before
     * @param revenue what these bring, for the metrics: the books have it exactly
     * @param kinds the kinds that the batch's orders count as, also those that were counted before
     */
    record Counted(long orders, double revenue, Set<String> kinds) {}

    /** Counts those orders that are not counted yet. */
    Uni<Counted> countOnce(List<DecidedOrder> orders) {
        return kinds.among(orders.stream().map(DecidedOrder::kind).toList())
                .chain(countedAs -> sql.execute(COUNT_NEW_ORDERS, rows(orders, countedAs))
                        .map(counted -> new Counted(
                                counted.iterator().next().getLong("orders"),
                                counted.iterator().next().getDouble("revenue"),
                                orders.stream()
                                        .map(DecidedOrder::kind)
                                        .map(countedAs)
                                        .collect(Collectors.toSet()))));
    }

    private Tuple rows(List<DecidedOrder> orders, UnaryOperator<String> countedAs) {
        return Tuple.from(List.of(
                column(orders, String[]::new, DecidedOrder::orderId),
                column(orders, String[]::new, DecidedOrder::kind),
                column(orders, String[]::new, order -> countedAs.apply(order.kind())),
                column(orders, OffsetDateTime[]::new, Sales::minute),
                column(orders, LocalDate[]::new, order -> days.of(order.decidedAt())),
                column(orders, String[]::new, order -> order.status().word()),
                column(orders, String[]::new, DecidedOrder::reason),
                column(orders, BigDecimal[]::new, DecidedOrder::totalCost),
                column(orders, OffsetDateTime[]::new, order -> order.decidedAt().atOffset(ZoneOffset.UTC))));
    }

    private static OffsetDateTime minute(DecidedOrder order) {
        return order.decidedAt().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC);
    }
}
