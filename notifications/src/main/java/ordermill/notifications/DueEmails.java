package ordermill.notifications;

import static ordermill.chassis.Sql.column;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;
import ordermill.notifications.DueEmail.Key;

/**
 * The mails that are due: each is taken by one worker, who sets its next try ahead and with it keeps all others off.
 *
 * <pre>
 * (none) -> waiting                    {@link SentEmails#queue}
 * waiting -> waiting                   putOff, release
 * waiting -> sent, refused, given_up   settle, and then published
 * refused, given_up -> waiting         {@link SentEmails#sendAgain}
 * </pre>
 */
@ApplicationScoped
class DueEmails {

    /** What a killed worker had taken is taken again after this time. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String TAKE = """
            WITH due AS (
                SELECT kind, id
                FROM notifications.sent_emails
                WHERE next_try_at <= now()
                ORDER BY next_try_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE notifications.sent_emails AS taken
            SET next_try_at = now() + make_interval(secs => $1)
            FROM due
            WHERE taken.kind = due.kind AND taken.id = due.id
            RETURNING taken.kind, taken.id, status, message_id, event, total_cost, traceparent, tries,
                coalesce(extract(epoch FROM now() - first_seen), 0)::bigint AS age
            """;

    private static final String KEEP = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $1)
            WHERE (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[])) AND next_try_at IS NOT NULL
            """;

    private static final String RELEASE = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $3)
            WHERE kind = $1 AND id = $2 AND next_try_at IS NOT NULL
            """;

    private static final String PUT_OFF = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $3), reason = $4, tries = tries + 1
            WHERE kind = $1 AND id = $2 AND status = 'waiting'
            """;

    private static final String SETTLE = """
            UPDATE notifications.sent_emails
            SET status = $3, reason = $4, sent_at = $5, event = $6, tries = tries + 1
            WHERE kind = $1 AND id = $2 AND status = 'waiting'
            """;

    private static final String PUBLISHED = """
            UPDATE notifications.sent_emails
            SET next_try_at = NULL
            WHERE kind = $1 AND id = $2 AND status <> 'waiting'
            """;

    private final Sql sql;

    DueEmails(Sql sql) {
        this.sql = sql;
    }

    /** The row that has been due for longest, if any; from now on it is the caller's, for the {@link #LEASE}. */
    Uni<Optional<DueEmail>> take() {
        return sql.execute(TAKE, Tuple.of((double) LEASE.toSeconds()))
                .map(rows -> rows.stream().findFirst().map(DueEmails::dueEmail));
    }

    /** What is under way stays its worker's. */
    Uni<Void> keep(Collection<Key> underWay) {
        return sql.execute(
                        KEEP,
                        Tuple.of(
                                (double) LEASE.toSeconds(),
                                column(underWay, String[]::new, Key::kind),
                                column(underWay, String[]::new, Key::id)))
                .replaceWithVoid();
    }

    /** To whoever takes it when that time is over. */
    Uni<Void> release(Key key, Duration until) {
        return sql.execute(RELEASE, Tuple.of(key.kind(), key.id(), until.toMillis() / 1e3))
                .replaceWithVoid();
    }

    Uni<Void> putOff(Key key, Duration wait, String reason) {
        return sql.execute(PUT_OFF, Tuple.of(key.kind(), key.id(), wait.toMillis() / 1e3, reason))
                .replaceWithVoid();
    }

    /** Whether it was still waiting; else it has had another end. */
    Uni<Boolean> settle(Key key, SentEmail outcome, Instant at, String event) {
        return sql.execute(
                        SETTLE,
                        Tuple.of(key.kind(), key.id(), outcome.status(), outcome.reason())
                                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                                .addString(event))
                .map(updated -> updated.rowCount() == 1);
    }

    Uni<Void> published(Key key) {
        return sql.execute(PUBLISHED, Tuple.of(key.kind(), key.id())).replaceWithVoid();
    }

    private static DueEmail dueEmail(Row row) {
        return new DueEmail(
                new Key(row.getString("kind"), row.getString("id")),
                row.getString("status"),
                row.getString("message_id"),
                row.getString("event"),
                row.getBigDecimal("total_cost"),
                row.getString("traceparent"),
                row.getInteger("tries"),
                Duration.ofSeconds(row.getLong("age")));
    }
}
