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

/** The decisions, each written once. */
@ApplicationScoped
class Ledger {

    private static final String AMONG = """
            SELECT order_id, status, fingerprint, event FROM transactions.ledger WHERE order_id = ANY ($1)
            """;

    private static final String RECORD_ONCE = """
            INSERT INTO transactions.ledger
                (order_id, status, reason, payment_id, total_cost, decided_at, fingerprint, event)
            SELECT * FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::timestamptz[], $7::bytea[], $8::text[])
            ON CONFLICT (order_id) DO NOTHING
            """;

    private static final String ENTRY = """
            SELECT status, reason, payment_id, total_cost, decided_at FROM transactions.ledger WHERE order_id = $1
            """;

    private final Sql sql;
    private final CountDecided countDecided;

    Ledger(Sql sql, CountDecided countDecided) {
        this.sql = sql;
        this.countDecided = countDecided;
    }

    /**
     * A decision as it is stored.
     *
     * @param fingerprint of the order that was decided; null where it is older than fingerprints
     * @param event what is published, as JSON in UTF-8
     */
    record Recorded(String topic, byte[] fingerprint, byte[] event) {

        boolean isOf(OrderDetails order) {
            return fingerprint == null || Arrays.equals(fingerprint, order.fingerprint());
        }
    }

    /** What staff may see of a decision; nothing personal. */
    record Entry(String status, String reason, String paymentId, BigDecimal totalCost, OffsetDateTime decidedAt) {}

    /** The stored decisions among these orders, by order id. */
    Uni<Map<String, Recorded>> among(Collection<String> orderIds) {
        return orderIds.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : sql.execute(AMONG, Tuple.of(orderIds.toArray(String[]::new))).map(Ledger::recorded);
    }

    /**
     * Records decisions where there is none yet, in one round trip unless there was one before.
     *
     * @param orderIds whose decisions are asked for, those just made among them
     * @return what is stored now, by order id; an order that is not decided yet is not among them
     */
    Uni<Map<String, Recorded>> recordOnce(Collection<Decision> decisions, Collection<String> orderIds) {
        if (decisions.isEmpty()) {
            return among(orderIds);
        }
        Map<String, Recorded> ours = new HashMap<>();
        decisions.forEach(decision -> ours.put(
                decision.order().orderId(),
                new Recorded(
                        Decision.topicOf(decision.status()), decision.order().fingerprint(), decision.event())));
        return sql.execute(RECORD_ONCE, columns(decisions, ours))
                .chain(inserted -> inserted.rowCount() == orderIds.size()
                        ? Uni.createFrom().item(ours)
                        : among(orderIds))
                .invoke(stored -> countDecided.among(decisions, ours, stored));
    }

    /** Null where there is no decision. */
    Uni<Entry> entry(String orderId) {
        return sql.execute(ENTRY, Tuple.of(orderId)).map(rows -> {
            for (Row row : rows) {
                return new Entry(
                        row.getString(0),
                        row.getString(1),
                        row.getString(2),
                        row.getBigDecimal(3),
                        row.getOffsetDateTime(4));
            }
            return null;
        });
    }

    private static Tuple columns(Collection<Decision> decisions, Map<String, Recorded> ours) {
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

    private static Map<String, Recorded> recorded(RowSet<Row> rows) {
        Map<String, Recorded> recorded = new HashMap<>();
        for (Row row : rows) {
            recorded.put(
                    row.getString(0),
                    new Recorded(
                            Decision.topicOf(row.getString(1)),
                            bytes(row.getBuffer(2)),
                            row.getString(3).getBytes(StandardCharsets.UTF_8)));
        }
        return recorded;
    }

    private static byte[] bytes(io.vertx.mutiny.core.buffer.Buffer stored) {
        return stored == null ? null : stored.getBytes();
    }
}
