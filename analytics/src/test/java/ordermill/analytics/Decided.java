package ordermill.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import ordermill.chassis.Fields;
import ordermill.testing.Polls;
import ordermill.testing.Topics;
import ordermill.testing.contract.Contract;

/** A decided order or ride as transactions writes it: its contract's example with an id of its own, decided just now. */
public final class Decided {

    private static final Map<String, ObjectNode> EXAMPLES = new ConcurrentHashMap<>();

    private final String topic;
    private final String idField;
    private final String timeField;
    private final ObjectNode event;

    private Decided(String topic, String idField, String timeField) {
        this.topic = topic;
        this.idField = idField;
        this.timeField = timeField;
        this.event = EXAMPLES.computeIfAbsent(topic, Decided::example).deepCopy();
        id(newId());
        at(Instant.now());
    }

    private static ObjectNode example(String topic) {
        try {
            return (ObjectNode) new ObjectMapper()
                    .readTree(Contract.of("transactions", topic).example());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String newId() {
        return "t-" + UUID.randomUUID();
    }

    public static Decided confirmedOrder() {
        return new Decided("order_confirmed", "order_id", "confirmed_time");
    }

    public static Decided rejectedOrder() {
        return new Decided("order_rejected", "order_id", "rejected_time");
    }

    public static Decided confirmedRide() {
        return new Decided("ride_confirmed", "id", "confirmed_time");
    }

    public static Decided rejectedRide() {
        return new Decided("ride_rejected", "id", "rejected_time");
    }

    public Decided id(String id) {
        event.put(idField, id);
        return this;
    }

    public Decided kind(String kind) {
        event.withObject("/order_details").put("kind", kind);
        return this;
    }

    public Decided costing(String total) {
        return with("total_cost", total);
    }

    public Decided at(Instant decided) {
        return with(timeField, Fields.epochSeconds(decided).toPlainString());
    }

    public Decided place(String latitude, String longitude) {
        event.withObject("/location").putRawValue("lat", new RawValue(latitude));
        event.withObject("/location").putRawValue("long", new RawValue(longitude));
        return this;
    }

    public Decided pickedUpAfter(String minutes) {
        event.put("pickup_time", minutes);
        return this;
    }

    /** @param json the field's value as it stands in the record, whatever it is */
    public Decided with(String field, String json) {
        event.putRawValue(field, new RawValue(json));
        return this;
    }

    public Decided without(String field) {
        event.remove(field);
        return this;
    }

    public String id() {
        return event.get(idField).textValue();
    }

    public String topic() {
        return topic;
    }

    public String value() {
        return event.toString();
    }

    /** As it is polled. */
    public ConsumerRecord<byte[], byte[]> polled() {
        return Polls.record(topic, id(), value());
    }

    /** As it is sent. */
    public ProducerRecord<byte[], byte[]> sent() {
        return Topics.record(topic, id(), value());
    }

    public ProducerRecord<byte[], byte[]> sentTo(int partition) {
        return new ProducerRecord<>(
                topic, partition, id().getBytes(StandardCharsets.UTF_8), value().getBytes(StandardCharsets.UTF_8));
    }
}
