package ordermill.notifications;

import static ordermill.chassis.Sql.column;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;
import ordermill.notifications.DueEmail.Key;

/**
 * The mails that are due: each is taken by one worker, who sets its next try ahead and with it keeps all others off. It is
 * his until another takes it: a statement of his that comes later than that changes nothing, unless it tells the mail's end.
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

    /** What was tried in vain comes after what is new. */
    static final Duration A_LITTLE_AFTER_THE_NEW = Duration.ofSeconds(1);

    private static final String TAKE = """
            WITH due AS (
                SELECT kind, id
                FROM notifications.sent_emails
                WHERE next_try_at <= now() AND (tries = 0 OR status <> 'waiting' OR $2)
                ORDER BY next_try_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE notifications.sent_emails AS taken
            SET next_try_at = now() + make_interval(secs => $1), takes = takes + 1
            FROM due
            WHERE taken.kind = due.kind AND taken.id = due.id
            RETURNING taken.kind, taken.id, status, message_id, event, total_cost, traceparent, tries, takes,
                coalesce(extract(epoch FROM now() - first_seen), 0)::bigint AS age
            """;

    private static final String KEEP = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $1)
            WHERE (kind, id, takes) IN (SELECT * FROM unnest($2::text[], $3::text[], $4::int[])) AND next_try_at IS NOT NULL
            """;

    private static final String RELEASE = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $4)
            WHERE kind = $1 AND id = $2 AND takes = $3 AND next_try_at IS NOT NULL
            """;

    private static final String PUT_OFF = """
            UPDATE notifications.sent_emails
            SET next_try_at = now() + make_interval(secs => $4), reason = $5, tries = tries + 1
            WHERE kind = $1 AND id = $2 AND takes = $3 AND status = 'waiting'
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

    /**
     * The row that has been due for longest, if any; from now on it is the caller's, for the {@link #LEASE}.
     *
     * @param triedToo also one that was put off before, whose answer may take its time
     */
    Uni<Optional<DueEmail>> take(boolean triedToo) {
        return sql.execute(TAKE, Tuple.of((double) LEASE.toSeconds(), triedToo))
                .map(rows -> rows.stream().findFirst().map(DueEmail::of));
    }

    /** What is under way stays its worker's. */
    Uni<Void> keep(Collection<DueEmail> underWay) {
        return sql.execute(
                        KEEP,
                        Tuple.of(
                                (double) LEASE.toSeconds(),
                                column(
                                        underWay,
                                        String[]::new,
                                        email -> email.key().kind()),
                                column(
                                        underWay,
                                        String[]::new,
                                        email -> email.key().id()),
                                column(underWay, Integer[]::new, DueEmail::take)))
                .replaceWithVoid();
    }

    /** To whoever takes it when that time is over. */
    Uni<Void> release(DueEmail email, Duration until) {
        return sql.execute(RELEASE, ofTaker(email, until)).replaceWithVoid();
    }

    Uni<Void> putOff(DueEmail email, Duration wait, String reason) {
        return sql.execute(PUT_OFF, ofTaker(email, wait).addString(reason)).replaceWithVoid();
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

    private static Tuple ofTaker(DueEmail email, Duration wait) {
        return Tuple.of(email.key().kind(), email.key().id(), email.take(), wait.toMillis() / 1e3);
    }
}
