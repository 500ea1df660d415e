package ordermill.transactions.orders;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;
import ordermill.transactions.CountDecisions;

/** The decisions, each written once, and none that says otherwise than the order's charge. */
@ApplicationScoped
class Ledger {

    private static final String AMONG = """
            SELECT order_id, status, COALESCE(ledger.fingerprint, charges.fingerprint), event,
                   charges.order_id IS NULL OR ledger.order_id IS NOT NULL
                       AND charges.state <> 'intended' AND charges.payment_id IS NOT DISTINCT FROM ledger.payment_id,
                   charges.next_try_at IS NOT NULL OR charges.state IS NOT DISTINCT FROM 'needs_attention'
            FROM unnest($1::text[]) AS asked (order_id)
                LEFT JOIN transactions.ledger USING (order_id) LEFT JOIN transactions.charges USING (order_id)
            WHERE ledger.order_id IS NOT NULL OR charges.order_id IS NOT NULL
            """;

    /** A rule alone decides no order whose charge was begun: it may have been made. */
    private static final String RECORD_ONCE = """
            INSERT INTO transactions.ledger
                (order_id, status, reason, payment_id, total_cost, decided_at, fingerprint, event)
            SELECT * FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::timestamptz[], $7::bytea[], $8::text[])
                AS made (order_id, status, reason, payment_id, total_cost, decided_at, fingerprint, event)
            WHERE NOT EXISTS (
                SELECT FROM transactions.charges
                WHERE charges.order_id = made.order_id
                  AND (charges.state NOT IN ('charged', 'declined')
                       OR charges.payment_id IS DISTINCT FROM made.payment_id
                       OR charges.fingerprint <> made.fingerprint))
            ORDER BY order_id COLLATE "C"
            ON CONFLICT (order_id) DO NOTHING
            """;

    private final Sql sql;
    private final CountDecisions countDecisions;

    Ledger(Sql sql, CountDecisions countDecisions) {
        this.sql = sql;
        this.countDecisions = countDecisions;
    }

    /** What is stored of these orders, by order id. */
    private Uni<Map<String, Stored>> among(Collection<String> orderIds) {
        return sql.execute(AMONG, Tuple.of(orderIds.toArray(String[]::new))).map(Ledger::stored);
    }

    /**
     * Records decisions where there is none yet, in one round trip unless there was one before.
     *
     * @param orderIds whose decisions are asked for, those just made among them
     * @return what is stored now, by order id
     */
    Uni<Map<String, Stored>> recordOnce(Collection<Decision> decisions, Collection<String> orderIds) {
        if (decisions.isEmpty()) {
            return among(orderIds);
        }
        Map<String, Stored> ours = new HashMap<>();
        decisions.forEach(decision -> ours.put(
                decision.order().orderId(),
                new Stored(
                        Decision.topicOf(decision.status()),
                        decision.order().fingerprint(),
                        decision.event(),
                        true,
                        false)));
        return sql.execute(RECORD_ONCE, columns(decisions, ours))
                .chain(inserted -> inserted.rowCount() == orderIds.size()
                        ? Uni.createFrom().item(ours)
                        : among(orderIds))
                .invoke(stored -> decisions.forEach(decision -> {
                    String id = decision.order().orderId();
                    count(decision, ours.get(id), stored.get(id));
                }));
    }

    /** One that the ledger had before was counted then. */
    private void count(Decision decision, Stored ours, Stored stored) {
        if (Arrays.equals(ours.event(), stored.event())) {
            countDecisions.one(
                    CountDecisions.ORDERS,
                    decision instanceof Decision.Rejected rejected ? rejected.reason() : null,
                    decision.order().event(),
                    decision.decidedAt());
        }
    }

    private static Tuple columns(Collection<Decision> decisions, Map<String, Stored> ours) {
        return Tuple.from(List.of(
                Sql.column(decisions, String[]::new, d -> d.order().orderId()),
                Sql.column(decisions, String[]::new, Decision::status),
                Sql.column(
                        decisions,
                        String[]::new,
                        d -> d instanceof Decision.Rejected r ? r.reason().word() : null),
                Sql.column(decisions, String[]::new, d -> d instanceof Decision.Confirmed c ? c.paymentId() : null),
                Sql.column(decisions, BigDecimal[]::new, d -> d.order().totalCost()),
                Sql.column(decisions, OffsetDateTime[]::new, d -> d.decidedAt().atOffset(ZoneOffset.UTC)),
                Sql.column(
                        decisions, Buffer[]::new, d -> Buffer.buffer(d.order().fingerprint())),
                Sql.column(
                        decisions,
                        String[]::new,
                        d -> new String(ours.get(d.order().orderId()).event(), StandardCharsets.UTF_8))));
    }

    private static Map<String, Stored> stored(RowSet<Row> rows) {
        Map<String, Stored> stored = new HashMap<>();
        for (Row row : rows) {
            String status = row.getString(1);
            stored.put(
                    row.getString(0),
                    new Stored(
                            status == null ? null : Decision.topicOf(status),
                            bytes(row.getBuffer(2)),
                            status == null ? null : row.getString(3).getBytes(StandardCharsets.UTF_8),
                            row.getBoolean(4),
                            row.getBoolean(5)));
        }
        return stored;
    }

    private static byte[] bytes(io.vertx.mutiny.core.buffer.Buffer column) {
        return column == null ? null : column.getBytes();
    }
}
