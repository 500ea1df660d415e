package ordermill.notifications;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.mutiny.sqlclient.Row;

import ordermill.chassis.Fields;
import ordermill.notifications.confirmed.Confirmed;
import ordermill.notifications.confirmed.OrderConfirmed;
import ordermill.notifications.confirmed.RideConfirmed;

/**
 * A row of the queue that a worker has taken.
 *
 * @param status {@link SentEmail#WAITING}, or what became of it, which is still to be published
 * @param total null where the mail names none
 * @param traceparent of the trace that it is sent in; null where it is in none
 * @param tries how often it was tried, and put off or not answered
 * @param take how often it was taken: who has an earlier number has it no more
 * @param age since it first came, or staff set it waiting again
 */
record DueEmail(
        Key key,
        String status,
        String messageId,
        String event,
        BigDecimal total,
        String traceparent,
        int tries,
        int take,
        Duration age) {

    /** @param kind {@link Confirmed#ORDER} or {@link Confirmed#RIDE} */
    record Key(String kind, String id) {

        /** Where the mail's end is published. */
        String topic() {
            return kind + "_email_sent";
        }
    }

    static DueEmail of(Row row) {
        return new DueEmail(
                new Key(row.getString("kind"), row.getString("id")),
                row.getString("status"),
                row.getString("message_id"),
                row.getString("event"),
                row.getBigDecimal("total_cost"),
                row.getString("traceparent"),
                row.getInteger("tries"),
                row.getInteger("takes"),
                Duration.ofSeconds(row.getLong("age")));
    }

    boolean isWaiting() {
        return status.equals(SentEmail.WAITING);
    }

    Confirmed confirmed() {
        ObjectNode tree = tree();
        return key.kind.equals(Confirmed.ORDER) ? OrderConfirmed.of(tree, event, total) : RideConfirmed.of(tree, event);
    }

    /** The event with its outcome, as it is stored and published from now on. */
    String event(SentEmail outcome, Instant at) {
        ObjectNode whole = tree();
        whole.remove("reason");
        whole.put("status", outcome.reason() == null);
        if (outcome.reason() != null) {
            whole.put("reason", outcome.reason());
        }
        whole.put("sent_time", Fields.epochSeconds(at.truncatedTo(ChronoUnit.MILLIS)));
        return new String(Fields.bytes(whole), StandardCharsets.UTF_8);
    }

    private ObjectNode tree() {
        return Fields.OF_SERVICES.object(event.getBytes(StandardCharsets.UTF_8));
    }
}
