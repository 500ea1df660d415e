package ordermill.transactions;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** The decisions, each written once. */
@ApplicationScoped
class Ledger {

    private static final String DECISIONS_OF = """
            SELECT order_id, status, reason, payment_id, total_cost, decided_at, event
            FROM transactions.ledger
            WHERE order_id = ANY ($1)
            """;

    private static final String RECORD_ONCE = """
            INSERT INTO transactions.ledger (order_id, status, reason, payment_id, total_cost, decided_at, event)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::timestamptz[], $7::text[])
            ON CONFLICT (order_id) DO NOTHING
            RETURNING order_id
            """;

    private final Pool pool;

    Ledger(Pool pool) {
        this.pool = pool;
    }

    /** The stored decisions among these orders, by order id. */
    Uni<Map<String, Decision>> decisionsOf(Collection<String> orderIds) {
        if (orderIds.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery(DECISIONS_OF)
                .execute(Tuple.of(orderIds.toArray(String[]::new)))
                .map(Ledger::decisions);
    }

    /** Records decisions where there is none yet; yields, by order id, what is stored now: these, or the earlier ones. */
    Uni<Map<String, Decision>> recordOnce(Collection<Decision> decisions) {
        if (decisions.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery(RECORD_ONCE).execute(columns(decisions)).chain(recorded -> {
            Set<String> ours = new HashSet<>();
            recorded.forEach(row -> ours.add(row.getString(0)));
            Map<String, Decision> stored = new HashMap<>();
            Set<String> earlier = new HashSet<>();
            for (Decision decision : decisions) {
                if (ours.contains(decision.orderId())) {
                    stored.put(decision.orderId(), decision);
                } else {
                    earlier.add(decision.orderId());
                }
            }
            return decisionsOf(earlier).map(found -> {
                stored.putAll(found);
                return stored;
            });
        });
    }

    private static Tuple columns(Collection<Decision> decisions) {
        return Tuple.from(List.of(
                column(decisions, String[]::new, Decision::orderId),
                column(decisions, String[]::new, Decision::status),
                column(decisions, String[]::new, Decision::reason),
                column(decisions, String[]::new, Decision::paymentId),
                column(decisions, BigDecimal[]::new, Decision::totalCost),
                column(decisions, OffsetDateTime[]::new, d -> d.decidedAt().atOffset(ZoneOffset.UTC)),
                column(decisions, String[]::new, Decision::event)));
    }

    private static <T> T[] column(Collection<Decision> decisions, IntFunction<T[]> array, Function<Decision, T> value) {
        return decisions.stream().map(value).toArray(array);
    }

    private static Map<String, Decision> decisions(RowSet<Row> rows) {
        Map<String, Decision> decisions = new HashMap<>();
        for (Row row : rows) {
            decisions.put(row.getString("order_id"), decision(row));
        }
        return decisions;
    }

    private static Decision decision(Row row) {
        return new Decision(
                row.getString("order_id"),
                row.getString("status"),
                row.getString("reason"),
                row.getString("payment_id"),
                row.getBigDecimal("total_cost"),
                row.getOffsetDateTime("decided_at").toInstant(),
                row.getString("event"));
    }
}
