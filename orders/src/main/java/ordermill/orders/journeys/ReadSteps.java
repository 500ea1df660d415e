package ordermill.orders.journeys;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.orders.Flow;
import ordermill.orders.Topics;
import ordermill.orders.details.OrderDetails;
import ordermill.orders.details.RideDetails;

/** A record of a topic that a journey leads through -> its step; just what the topic's contract accepts, else a fault. */
final class ReadSteps {

    private static final int KIND = 64;
    private static final int REASON = 200;
    private static final int MINUTES = 6;
    private static final BigDecimal LARGEST_TOTAL = BigDecimal.TEN.pow(25);

    private ReadSteps() {}

    static Step read(ConsumerRecord<byte[], byte[]> record) {
        return switch (record.topic()) {
            case Topics.ORDER_DETAILS ->
                Step.placed(OrderDetails.read(record.value(), Fields.writtenAt(record)), record);
            case Topics.RIDE_DETAILS -> Step.placed(RideDetails.read(record.value(), Fields.writtenAt(record)), record);
            case Topics.ORDER_CONFIRMED -> confirmed(record, decidedOrder(event(record)));
            case Topics.RIDE_CONFIRMED -> confirmed(record, withDriver(decidedRide(event(record))));
            case Topics.ORDER_REJECTED -> rejected(record, decidedOrder(event(record)));
            case Topics.RIDE_REJECTED -> rejected(record, decidedRide(event(record)));
            case Topics.ORDER_EMAIL_SENT, Topics.RIDE_EMAIL_SENT -> mailed(record, event(record));
            default -> throw new IllegalArgumentException("no journey leads through " + record.topic());
        };
    }

    private static ObjectNode event(ConsumerRecord<byte[], byte[]> record) {
        return Fields.OF_SERVICES.object(record.value());
    }

    private static Step confirmed(ConsumerRecord<byte[], byte[]> record, ObjectNode event) {
        Fields.time(event, "confirmed_time");
        return Step.to(Status.CONFIRMED, id(record, event), null, record);
    }

    private static Step rejected(ConsumerRecord<byte[], byte[]> record, ObjectNode event) {
        Fields.time(event, "rejected_time");
        return Step.to(Status.REJECTED, id(record, event), Fields.text(event, "reason", REASON), record);
    }

    private static Step mailed(ConsumerRecord<byte[], byte[]> record, ObjectNode event) {
        Fields.time(event, "sent_time");
        String reason = Fields.has(event, "reason") ? Fields.text(event, "reason", REASON) : null;
        if (!event.path("status").isBoolean()) {
            throw new Fault("status", "must be true or false");
        }
        boolean sent = event.get("status").booleanValue();
        Status status = sent ? Status.EMAIL_SENT : Status.EMAIL_REFUSED;
        return Step.to(status, id(record, event), sent ? null : reason, record);
    }

    private static String id(ConsumerRecord<?, ?> record, ObjectNode event) {
        return Fields.id(event, Flow.of(record.topic()).idField());
    }

    private static ObjectNode decidedOrder(ObjectNode event) {
        Fields.text(event, "user_id", Fields.NAME);
        Fields.text(event, "customer_email", Fields.NAME);
        if (!(event.path("order_details") instanceof ObjectNode details)) {
            throw new Fault("order_details", "must be an object");
        }
        Fields.text(details, "kind", KIND);
        if (Fields.cents(event, "total_cost").compareTo(LARGEST_TOTAL) > 0) {
            throw new Fault("total_cost", "must be at most " + LARGEST_TOTAL.toPlainString());
        }
        Fields.time(event, "time");
        return event;
    }

    private static ObjectNode decidedRide(ObjectNode event) {
        Fields.text(event, "customer_id", Fields.NAME);
        Fields.text(event, "customer_email", Fields.NAME);
        JsonNode location = event.path("location");
        Fields.number(location, "lat", -90, 90);
        Fields.number(location, "long", -180, 180);
        Fields.time(event, "time");
        return event;
    }

    private static ObjectNode withDriver(ObjectNode event) {
        Fields.text(event, "alloted_driver", Fields.NAME);
        String minutes = event.path("pickup_time").asText();
        int digits = minutes.length() - "mins".length();
        boolean valid = event.path("pickup_time").isTextual()
                && minutes.endsWith("mins")
                && digits >= 1
                && digits <= MINUTES
                && minutes.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9');
        if (!valid) {
            throw new Fault("pickup_time", "must read like 7mins");
        }
        return event;
    }
}
