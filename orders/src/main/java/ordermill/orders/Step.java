package ordermill.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One event of a journey, as the tracker reads it from a topic.
 *
 * @param status where the journey stands with this event
 * @param record the accepted record, where this is one; else null
 */
record Step(
        Flow flow,
        String id,
        String status,
        String reason,
        BigDecimal placedTime,
        byte[] fingerprint,
        byte[] record,
        String topic,
        int partition,
        long offset,
        Instant time) {

    private static final List<String> FORWARD =
            List.of("placed", "unreadable", "rejected", "confirmed", "email_refused", "email_sent");

    static Step read(ConsumerRecord<String, byte[]> record) {
        ObjectNode event = Json.object(record.value());
        Flow flow = Flow.of(record.topic());
        boolean accepted = record.topic().equals(flow.topic());
        return new Step(
                flow,
                Json.id(event, flow.idField()),
                status(record.topic(), event),
                event.path("reason").isTextual() ? Json.name(event, "reason", 256) : null,
                accepted && event.path("time").isNumber() ? event.get("time").decimalValue() : null,
                accepted ? Fingerprint.of(event, flow.content()) : null,
                accepted ? record.value() : null,
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()));
    }

    private static String status(String topic, ObjectNode event) {
        return switch (topic) {
            case "order_details", "ride_details" -> "placed";
            case "order_details_dlq", "ride_details_dlq" -> "unreadable";
            case "order_confirmed", "ride_confirmed" -> "confirmed";
            case "order_rejected", "ride_rejected" -> "rejected";
            case "order_email_sent", "ride_email_sent" ->
                event.path("status").asBoolean() ? "email_sent" : "email_refused";
            default -> throw new IllegalArgumentException("no journey leads through " + topic);
        };
    }

    /** One step a journey: the furthest status, and what was accepted first. */
    static Collection<Step> furthestOfEach(Collection<Step> steps) {
        Map<String, Step> furthest = new LinkedHashMap<>();
        steps.forEach(step -> furthest.merge(step.flow + " " + step.id, step, Step::and));
        return furthest.values();
    }

    private Step and(Step other) {
        Step further = FORWARD.indexOf(other.status) > FORWARD.indexOf(status) ? other : this;
        Step first = fingerprint != null ? this : other;
        return new Step(
                flow,
                id,
                further.status,
                reason != null ? reason : other.reason,
                first.placedTime,
                first.fingerprint,
                first.record,
                topic,
                partition,
                offset,
                time);
    }
}
