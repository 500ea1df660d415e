package ordermill.analytics.counting;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * What analytics keeps of an order_confirmed or order_rejected record; nothing personal.
 *
 * @param kind food, furniture or any other word
 * @param reason why it was rejected; null where it was confirmed
 */
record DecidedOrder(
        String orderId, String kind, Status status, String reason, BigDecimal totalCost, Instant decidedAt) {

    private static final int MAX_KIND = 64;
    private static final int MAX_REASON = 200;
    private static final BigDecimal MAX_TOTAL = BigDecimal.TEN.pow(25);

    static DecidedOrder confirmed(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode event = Fields.OF_SERVICES.object(record.value());
        return read(event, Status.CONFIRMED, null, decidedAt(event, "confirmed_time", record));
    }

    static DecidedOrder rejected(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode event = Fields.OF_SERVICES.object(record.value());
        String reason = Fields.text(event, "reason", MAX_REASON);
        return read(event, Status.REJECTED, reason, decidedAt(event, "rejected_time", record));
    }

    /** Checks the customer, too, without keeping it: every reader of a topic refuses the same records. */
    private static DecidedOrder read(ObjectNode event, Status status, String reason, Instant decidedAt) {
        String orderId = Fields.id(event, "order_id");
        Fields.text(event, "user_id", Fields.NAME);
        Fields.text(event, "customer_email", Fields.NAME);
        return new DecidedOrder(orderId, kind(event.path("order_details")), status, reason, total(event), decidedAt);
    }

    private static String kind(JsonNode details) {
        if (!details.isObject()) {
            throw new Fault("order_details", "must be an object");
        }
        return Fields.text(details, "kind", MAX_KIND);
    }

    private static BigDecimal total(ObjectNode event) {
        BigDecimal total = Fields.cents(event, "total_cost");
        if (total.compareTo(MAX_TOTAL) > 0) {
            throw new Fault("total_cost", "must be at most 1e25");
        }
        return total;
    }

    /** When it was decided; where it does not say so, when it was written: money is counted all the same. */
    static Instant decidedAt(ObjectNode event, String field, ConsumerRecord<byte[], byte[]> record) {
        Fields.time(event, "time");
        Instant decidedAt = Fields.time(event, field);
        return decidedAt == null ? Fields.writtenAt(record) : decidedAt;
    }
}
