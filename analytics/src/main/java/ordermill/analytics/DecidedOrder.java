package ordermill.analytics;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What analytics reads of an order_confirmed or order_rejected record; nothing personal.
 *
 * @param kind food, furniture or any other word
 * @param reason why it was rejected; null where it was confirmed
 */
record DecidedOrder(
        String orderId, String kind, String status, String reason, BigDecimal totalCost, Instant decidedAt) {

    static final String CONFIRMED = "confirmed";
    static final String REJECTED = "rejected";

    private static final int MAX_ID = 64;
    private static final int MAX_KIND = 64;
    private static final int MAX_REASON = 200;

    static DecidedOrder confirmed(ConsumerRecord<String, byte[]> record) {
        ObjectNode event = Json.object(record.value());
        return read(event, CONFIRMED, null, decidedAt(event, "confirmed_time", record));
    }

    static DecidedOrder rejected(ConsumerRecord<String, byte[]> record) {
        ObjectNode event = Json.object(record.value());
        String reason = Json.word(event, "reason", MAX_REASON, null);
        if (reason == null) {
            throw new Unreadable("reason is missing");
        }
        return read(event, REJECTED, reason, decidedAt(event, "rejected_time", record));
    }

    private static DecidedOrder read(ObjectNode event, String status, String reason, Instant decidedAt) {
        return new DecidedOrder(
                Json.name(event, "order_id", MAX_ID),
                Json.word(event.path("order_details"), "kind", MAX_KIND, "food"),
                status,
                reason,
                Json.amount(event, "total_cost"),
                decidedAt);
    }

    /** When the decision was made; where it does not say so, when it was written: money is counted all the same. */
    static Instant decidedAt(ObjectNode event, String field, ConsumerRecord<String, byte[]> record) {
        return Json.instant(event, field, Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }
}
