package ordermill.transactions.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Sql;
import ordermill.transactions.Reason;

/** The charges that were begun, one row an order: the intent before the gateway is asked, its outcome as it comes. */
@ApplicationScoped
public class Charges {

    private static final Logger LOG = Logger.getLogger(Charges.class);

    /**
     * Intends what is neither decided nor intended; the answer is what stood there before. What others are intending just
     * now, what they see to, and other content under the same id is theirs.
     */
    private static final String INTEND = """
            WITH asked AS (
                SELECT * FROM unnest($1::text[], $2::bytea[]) AS asked (order_id, fingerprint)
            ), intended AS (
                INSERT INTO transactions.charges (order_id, fingerprint, intended_at)
                SELECT order_id, fingerprint, now() FROM asked
                WHERE NOT EXISTS (SELECT FROM transactions.ledger WHERE ledger.order_id = asked.order_id)
                ORDER BY order_id
                ON CONFLICT (order_id) DO NOTHING
                RETURNING order_id
            )
            SELECT order_id, COALESCE(charges.state, 'unseen'), payment_id, reason,
                   intended_at < now() - $3::bigint * interval '1 millisecond',
                   next_try_at IS NOT NULL
                   OR charges.fingerprint IS NOT NULL AND charges.fingerprint <> asked.fingerprint
                   OR EXISTS (SELECT FROM transactions.ledger WHERE ledger.order_id = asked.order_id)
            FROM asked LEFT JOIN transactions.charges USING (order_id)
            WHERE order_id NOT IN (SELECT order_id FROM intended)
            """;

    private static final String SETTLE = """
            UPDATE transactions.charges SET state = $2, payment_id = $3, reason = $4
            WHERE order_id = $1 AND state = 'intended'
            """;

    private static final String PUT_ASIDE = """
            UPDATE transactions.charges
            SET next_try_at = $2, tries = tries + 1, value = $3, written_at = $4, traceparent = $5
            WHERE order_id = $1 AND state <> 'needs_attention'
            """;

    private static final String INTEND_ANEW =
            "UPDATE transactions.charges SET intended_at = now() WHERE order_id = $1 AND state = 'intended'";

    private static final String CLAIM_DUE = """
            UPDATE transactions.charges SET next_try_at = $1::timestamptz + $2::bigint * interval '1 millisecond'
            WHERE order_id IN (
                SELECT order_id FROM transactions.charges
                WHERE next_try_at <= $1
                ORDER BY next_try_at
                LIMIT $3
                FOR UPDATE SKIP LOCKED)
            RETURNING order_id, state, payment_id, reason,
                      intended_at < now() - $4::bigint * interval '1 millisecond',
                      state = 'intended'
                      AND EXISTS (SELECT FROM transactions.ledger WHERE ledger.order_id = charges.order_id),
                      tries, value, written_at, traceparent
            """;

    private static final String RELEASE =
            "UPDATE transactions.charges SET next_try_at = $2 WHERE order_id = $1 AND next_try_at IS NOT NULL";

    private static final String DONE =
            "UPDATE transactions.charges SET next_try_at = NULL, value = NULL WHERE order_id = $1";

    private static final String COUNT = """
            SELECT count(*) FILTER (WHERE next_try_at IS NOT NULL), count(*) FILTER (WHERE state = 'needs_attention')
            FROM transactions.charges WHERE next_try_at IS NOT NULL OR state = 'needs_attention'
            """;

    private static final String NEEDS_ATTENTION = """
            UPDATE transactions.charges SET state = 'needs_attention', reason = $2, next_try_at = NULL
            WHERE order_id = $1 AND next_try_at IS NOT NULL
            """;

    private final Sql sql;
    private final Duration keyLifetime;

    Charges(Sql sql, @ConfigProperty(name = "payments.key-lifetime") Duration keyLifetime) {
        this.sql = sql;
        this.keyLifetime = keyLifetime;
    }

    /**
     * An order's record, as it stands in the table while it is put aside.
     *
     * @param fingerprint of what the client asked for
     * @param traceparent of the trace that it belongs to; null where it is in none
     */
    public record Request(String orderId, byte[] fingerprint, byte[] value, Instant writtenAt, String traceparent) {}

    /** What was known of a charge before it was intended now. */
    public sealed interface Known {}

    /** The gateway has answered before. */
    public record Answered(PaymentGateway.Outcome outcome) implements Known {}

    /**
     * Begun before, and no outcome is known.
     *
     * @param isForgotten whether the gateway may have forgotten the key
     */
    public record Begun(boolean isForgotten) implements Known {}

    /** Not ours: decided, put aside, waiting for a person, another replica's, or another order's of the same id. */
    public record Elsewhere() implements Known {}

    /** A charge that was put aside and is due. Where it is elsewhere, the ledger has a decision without its outcome. */
    public record Due(Request request, Known known, int tries) {}

    /** How many charges are put aside, and how many need a person's attention. */
    public record Count(long putAside, long needAttention) {}

    /** Stores the intents; yields, by order id, what stood there before. What is missing in it is new. */
    Uni<Map<String, Known>> intend(Collection<Request> requests) {
        return sql.execute(
                        INTEND,
                        Tuple.of(
                                Sql.column(requests, String[]::new, Request::orderId),
                                Sql.column(requests, Buffer[]::new, request -> Buffer.buffer(request.fingerprint())),
                                keyLifetime.toMillis()))
                .map(rows -> {
                    Map<String, Known> known = new HashMap<>();
                    rows.forEach(row -> known.put(row.getString(0), known(row)));
                    return known;
                });
    }

    Uni<Void> settle(String orderId, PaymentGateway.Outcome outcome) {
        String paymentId = outcome instanceof PaymentGateway.Charged charged ? charged.paymentId() : null;
        String reason = outcome instanceof PaymentGateway.Declined declined
                ? declined.reason().word()
                : null;
        return sql.execute(SETTLE, Tuple.of(orderId, paymentId == null ? "declined" : "charged", paymentId, reason))
                .replaceWithVoid();
    }

    /** It is due then, unless it waits for a person. */
    public Uni<Void> putAside(Request request, Instant until) {
        return sql.execute(
                        PUT_ASIDE,
                        Tuple.of(
                                request.orderId(),
                                utc(until),
                                Buffer.buffer(request.value()),
                                utc(request.writtenAt()),
                                request.traceparent()))
                .replaceWithVoid();
    }

    Uni<Void> intendAnew(String orderId) {
        return sql.execute(INTEND_ANEW, Tuple.of(orderId)).replaceWithVoid();
    }

    /** What was put aside waits for a person, and the alarm goes off. */
    public Uni<Void> needsAttention(String orderId, String why) {
        return sql.execute(NEEDS_ATTENTION, Tuple.of(orderId, why))
                .invoke(needy -> {
                    if (needy.rowCount() == 1) {
                        LOG.errorf("orderId=%s needs attention: %s", orderId, why);
                    }
                })
                .replaceWithVoid();
    }

    /** Takes so many charges that are due, for so long; afterwards another replica may take them. */
    public Uni<List<Due>> claimDue(Instant now, Duration lease, int most) {
        return sql.execute(CLAIM_DUE, Tuple.of(utc(now), lease.toMillis(), most, keyLifetime.toMillis()))
                .map(rows -> {
                    List<Due> due = new ArrayList<>();
                    for (Row row : rows) {
                        Request request = new Request(
                                row.getString(0),
                                null,
                                row.getBuffer(7).getBytes(),
                                row.getOffsetDateTime(8).toInstant(),
                                row.getString(9));
                        due.add(new Due(request, known(row), row.getInteger(6)));
                    }
                    return due;
                });
    }

    /** Nothing came of this try: it is due again then. */
    public Uni<Void> release(String orderId, Instant until) {
        return sql.execute(RELEASE, Tuple.of(orderId, utc(until))).replaceWithVoid();
    }

    /** Its decision is published: nothing of it is left to do, and its record is forgotten. */
    public Uni<Void> done(String orderId) {
        return sql.execute(DONE, Tuple.of(orderId)).replaceWithVoid();
    }

    public Uni<Count> count() {
        return sql.execute(COUNT, Tuple.tuple()).map(rows -> {
            Row row = rows.iterator().next();
            return new Count(row.getLong(0), row.getLong(1));
        });
    }

    private static Known known(Row row) {
        if (row.getBoolean(5)) {
            return new Elsewhere();
        }
        return switch (row.getString(1)) {
            case "charged" -> new Answered(new PaymentGateway.Charged(row.getString(2)));
            case "declined" -> new Answered(new PaymentGateway.Declined(new Reason(row.getString(3))));
            case "intended" -> new Begun(row.getBoolean(4));
            default -> new Elsewhere();
        };
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
