package ordermill.notifications;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Confirmations as the tests send them, and what the contract says of the events that answer them. */
final class Confirmations {

    private Confirmations() {}

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** An address that no other test uses and whose domain is in no other text. */
    static String addressOf(String id) {
        return id + "@customers.example";
    }

    static String order(String id) {
        return order(id, addressOf(id));
    }

    static String order(String id, String address) {
        ObjectNode order = JsonNodeFactory.instance
                .objectNode()
                .put("user_id", "tom_1")
                .put("user_email", address)
                .put("customer_id", "tom_1")
                .put("customer_email", address)
                .put("order_id", id);
        order.putObject("order_details")
                .put("kind", "food")
                .put("price", 9)
                .putArray("items")
                .addObject()
                .put("name", "Fish & <b>Chips</b>")
                .put("quantity", 2)
                .put("unit_price", 4.5);
        return order.put("total_cost", 9)
                .put("time", 1763700000.123)
                .put("status", "confirmed")
                .put("payment_id", "pay_1")
                .put("confirmed_time", 1763700000.140)
                .toString();
    }

    static String ride(String id) {
        return """
                {"id":"%s","customer_id":"user_1","customer_email":"%s","location":{"lat":48.21,"long":16.37},
                 "alloted_driver":"driver_7","pickup_time":"7mins","time":1763700001.250,"status":"confirmed",
                 "confirmed_time":1763700001.265}
                """.formatted(id, addressOf(id));
    }

    static ConsumerRecord<String, byte[]> record(String topic, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                topic,
                3,
                42,
                1763700000999L,
                TimestampType.CREATE_TIME,
                3,
                bytes.length,
                "key",
                bytes,
                new RecordHeaders(),
                Optional.empty());
    }

    static ConsumerRecords<String, byte[]> batch(String topic, String... values) {
        return new ConsumerRecords<>(
                Map.of(
                        new TopicPartition(topic, 3),
                        List.of(values).stream()
                                .map(value -> record(topic, value))
                                .toList()),
                Map.of());
    }

    /** What the event's schema has against it. */
    static Iterable<?> faultsOf(String topic, ObjectNode event) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(
                        Path.of("contract", topic + ".schema.json").toUri().toString()))
                .validate(event);
    }
}
