package ordermill.notifications;

import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** What was mailed, each written once. */
@ApplicationScoped
class SentEmails {

    private static final String AMONG = """
            SELECT kind, id, status, reason, message_id, sent_at, event
            FROM notifications.sent_emails
            WHERE kind = $1 AND id = ANY ($2)
            """;

    private static final String CLAIM = """
            INSERT INTO notifications.sent_emails (kind, id, status, reason, message_id, sent_at, event)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (kind, id) DO NOTHING
            """;

    private static final String SETTLE = """
            UPDATE notifications.sent_emails
            SET status = $3, reason = $4, message_id = $5, sent_at = $6, event = $7
            WHERE kind = $1 AND id = $2
            """;

    private final Pool pool;

    SentEmails(Pool pool) {
        this.pool = pool;
    }

    /** The rows that exist among these, by id. */
    Uni<Map<String, SentEmail>> among(String kind, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery(AMONG)
                .execute(Tuple.of(kind, ids.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, SentEmail> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString("id"), sentEmail(row)));
                    return found;
                });
    }

    /**
     * Hands the mail over while its row is claimed, and commits; yields what is stored now. Whoever else claims the same
     * row meanwhile waits for the commit and then hands nothing over.
     *
     * @param hoped what is stored if the mail server takes the mail
     * @param handOver yields what is to be stored; called only where no row exists
     */
    Uni<SentEmail> recordOnce(SentEmail hoped, Supplier<Uni<SentEmail>> handOver) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(CLAIM)
                .execute(columns(hoped))
                .chain(claimed -> claimed.rowCount() == 1
                        ? handOver.get().chain(outcome -> settle(connection, hoped, outcome))
                        : stored(connection, hoped)));
    }

    private static Uni<SentEmail> settle(SqlConnection connection, SentEmail hoped, SentEmail outcome) {
        if (outcome.equals(hoped)) {
            return Uni.createFrom().item(outcome);
        }
        return connection.preparedQuery(SETTLE).execute(columns(outcome)).replaceWith(outcome);
    }

    private static Uni<SentEmail> stored(SqlConnection connection, SentEmail hoped) {
        return connection
                .preparedQuery(AMONG)
                .execute(Tuple.of(hoped.kind(), new String[] {hoped.id()}))
                .map(rows -> sentEmail(rows.iterator().next()));
    }

    private static Tuple columns(SentEmail mail) {
        return Tuple.of(mail.kind(), mail.id(), mail.status(), mail.reason(), mail.messageId())
                .addOffsetDateTime(mail.sentAt().atOffset(ZoneOffset.UTC))
                .addString(mail.event());
    }

    private static SentEmail sentEmail(Row row) {
        return new SentEmail(
                row.getString("kind"),
                row.getString("id"),
                row.getString("status"),
                row.getString("reason"),
                row.getString("message_id"),
                row.getOffsetDateTime("sent_at").toInstant(),
                row.getString("event"));
    }
}
