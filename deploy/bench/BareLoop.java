import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least that decides an order, to measure the service against: poll, parse, one insert a poll into a table like the
 * ledger, send, flush, commit. No rules, no fingerprint, no gateway, no dead letters, no waiting.
 *
 * <p>Arguments: bootstrap servers, JDBC address, topic to read, topic to write, number of orders. Prints orders a second
 * after the first tenth.
 */
final class BareLoop {

    private static final String INSERT = """
            INSERT INTO transactions.bare (order_id, status, payment_id, total_cost, decided_at, event)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::numeric[], ?::timestamptz[], ?::text[])
            ON CONFLICT (order_id) DO NOTHING
            """;

    public static void main(String... arguments) throws Exception {
        long total = Long.parseLong(arguments[4]);
        ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        Map<String, Object> reading = Map.of(
                "bootstrap.servers", arguments[0],
                "group.id", "bare-" + System.nanoTime(),
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false,
                "max.poll.records", 2000);
        Map<String, Object> writing =
                Map.of("bootstrap.servers", arguments[0], "acks", "all", "enable.idempotence", true, "linger.ms", 0);
        try (var consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
                var database = DriverManager.getConnection(arguments[1], "postgres", "postgres")) {
            database.createStatement().execute("DROP TABLE IF EXISTS transactions.bare");
            database.createStatement()
                    .execute("CREATE TABLE transactions.bare (LIKE transactions.ledger INCLUDING ALL)");
            var insert = database.prepareStatement(INSERT);
            consumer.subscribe(List.of(arguments[2]));
            long done = 0;
            long counted = 0;
            long begun = 0;
            while (done < total) {
                ConsumerRecords<String, byte[]> poll = consumer.poll(Duration.ofMillis(100));
                int size = poll.count();
                if (size == 0) {
                    continue;
                }
                Object[][] columns = new Object[6][size];
                String now = Instant.now().toString();
                int row = 0;
                for (ConsumerRecord<String, byte[]> record : poll) {
                    ObjectNode order = (ObjectNode) json.readTree(record.value());
                    order.remove("payment_token");
                    BigDecimal total_cost = order.get("total_cost").decimalValue();
                    String id = order.get("order_id").textValue();
                    order.put("status", "confirmed").put("customer_email", order.get("user_email").textValue());
                    columns[0][row] = id;
                    columns[1][row] = "confirmed";
                    columns[2][row] = "pay_" + id;
                    columns[3][row] = total_cost;
                    columns[4][row] = now;
                    columns[5][row] = json.writeValueAsString(order);
                    row++;
                }
                String[] types = {"text", "text", "text", "numeric", "timestamptz", "text"};
                for (int i = 0; i < types.length; i++) {
                    Array array = database.createArrayOf(types[i], columns[i]);
                    insert.setArray(i + 1, array);
                }
                insert.executeUpdate();
                for (int i = 0; i < size; i++) {
                    byte[] event = ((String) columns[5][i]).getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(arguments[3], (String) columns[0][i], event));
                }
                producer.flush();
                consumer.commitSync();
                done += size;
                if (begun == 0 && done >= total / 10) {
                    begun = System.nanoTime();
                    counted = done;
                }
            }
            System.out.printf("%.0f%n", (done - counted) / ((System.nanoTime() - begun) / 1e9));
        }
    }

    private BareLoop() {}
}
