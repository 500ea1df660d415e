package ordermill.notifications;

import static ordermill.chassis.Sql.column;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Polls.Read;
import ordermill.chassis.Sql;
import ordermill.chassis.watching.Traces;
import ordermill.notifications.DueEmail.Key;
import ordermill.notifications.confirmed.Confirmed;

/** The mails: one row for each confirmed order or ride, which waits at first and later says what became of it. */
@ApplicationScoped
class SentEmails {

    private static final String QUEUE = """
            WITH confirmed AS (
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::text[])
                    AS confirmed (kind, id, message_id, event, total_cost, traceparent)),
            queued AS (
                INSERT INTO notifications.sent_emails
                    (kind, id, status, message_id, event, total_cost, traceparent, first_seen, next_try_at)
                SELECT kind, id, 'waiting', message_id, event, total_cost, traceparent, now(), now()
                FROM confirmed
                ORDER BY kind, id
                ON CONFLICT (kind, id) DO NOTHING)
            SELECT kind, id, sent_emails.event
            FROM notifications.sent_emails JOIN confirmed USING (kind, id)
            WHERE status <> 'waiting'
            """;

    private static final String SEND_AGAIN = """
            UPDATE notifications.sent_emails
            SET status = 'waiting', reason = NULL, sent_at = NULL, tries = 0, first_seen = now(), next_try_at = now()
            WHERE kind = $1 AND id = $2 AND status IN ('refused', 'given_up')
            """;

    private static final String UNSENT = """
            SELECT status, count(*) AS mails, coalesce(extract(epoch FROM now() - min(first_seen)), 0)::float8 AS age
            FROM notifications.sent_emails
            WHERE status <> 'sent'
            GROUP BY status
            """;

    /** An event that tells a mail's end. */
    record Event(Key key, String json) {}

    /** @param age in seconds, of the one that came first */
    record Unsent(String status, long mails, double age) {}

    private final Sql sql;
    private final String domain;

    SentEmails(Sql sql, @ConfigProperty(name = "notifications.message-id-domain") String domain) {
        this.sql = sql;
        this.domain = domain;
    }

    /** Gives a row to each that has none; yields the events of those that have had their end. */
    <E extends Confirmed> Uni<List<Event>> queue(Collection<Read<E>> confirmed) {
        return sql.execute(
                        QUEUE,
                        Tuple.of(
                                column(
                                        confirmed,
                                        String[]::new,
                                        read -> read.event().kind()),
                                column(
                                        confirmed,
                                        String[]::new,
                                        read -> read.event().id()),
                                column(confirmed, String[]::new, read -> messageId(read.event())),
                                column(
                                        confirmed,
                                        String[]::new,
                                        read -> read.event().event()),
                                column(
                                        confirmed,
                                        BigDecimal[]::new,
                                        read -> read.event().total()),
                                column(confirmed, String[]::new, read -> Traces.in(read.record()))))
                .map(rows -> rows.stream()
                        .map(row -> new Event(key(row), row.getString("event")))
                        .toList());
    }

    /** Whether it was refused or given up, and waits again now. */
    Uni<Boolean> sendAgain(Key key) {
        return sql.execute(SEND_AGAIN, Tuple.of(key.kind(), key.id())).map(updated -> updated.rowCount() == 1);
    }

    /** How many there are in each state but {@code sent}. */
    Uni<List<Unsent>> unsent() {
        return sql.execute(UNSENT, Tuple.tuple())
                .map(rows -> rows.stream()
                        .map(row -> new Unsent(row.getString("status"), row.getLong("mails"), row.getDouble("age")))
                        .toList());
    }

    private String messageId(Confirmed confirmed) {
        return "<%s-%s@%s>".formatted(confirmed.kind(), confirmed.id(), domain);
    }

    private static Key key(Row row) {
        return new Key(row.getString("kind"), row.getString("id"));
    }
}
