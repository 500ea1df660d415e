import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes orders as the orders service does, one in a hundred of a sampled trace. Arguments: bootstrap servers, number, prefix of the ids, topic. */
final class Backlog {

    private static final String ORDER = """
            {"order_id":"%1$s","user_id":"u%2$d","user_email":"u%2$d@example.com","payment_token":"tok_visa",\
            "order_details":{"kind":"food","items":[{"sku":"burger","name":"Burger","quantity":1,"unit_price":%3$s}],\
            "price":%3$s},"total_cost":%3$s,"time":1795577832.469}""";

    public static void main(String... arguments) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", arguments[0], "acks", "all", "linger.ms", 50, "batch.size", 200_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                String id = arguments[2] + "-" + i;
                String price = "%d.%02d".formatted(1 + i % 49, i % 100);
                var order = new ProducerRecord<>(
                        arguments[3],
                        id.getBytes(StandardCharsets.UTF_8),
                        ORDER.formatted(id, i, price).getBytes(StandardCharsets.UTF_8));
                if (i % 100 == 0) {
                    String trace = "00-%016x%016x-%016x-01".formatted(arguments[2].hashCode(), i + 1, i + 1);
                    order.headers().add("traceparent", trace.getBytes(StandardCharsets.UTF_8));
                }
                producer.send(order);
            }
        }
    }

    private Backlog() {}
}
