package ordermill.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The channels on the in-memory connector, each batch delivered twice; what they publish goes to the real broker. */
@QuarkusTest
@TestProfile(DeliveredTwiceTest.InMemory.class)
class DeliveredTwiceTest {

    public static final class InMemory implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.incoming.order_details.connector", InMemoryConnector.CONNECTOR,
                    "mp.messaging.incoming.ride_details.connector", InMemoryConnector.CONNECTOR);
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private Topics topics;

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void orderDeliveredTwiceIsChargedOnceAndAcknowledgedTwice() {
        topics = new Topics(bootstrapServers);
        String id = UUID.randomUUID().toString();
        String order = "{\"order_id\":\"%s\",\"user_id\":\"u\",\"total_cost\":21.00}".formatted(id);

        int acknowledged = deliverTwice("order_details", id, order);

        await().until(() -> topics.read("order_confirmed", id).size() == 2);
        assertThat(acknowledged).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM transactions.ledger WHERE order_id = $1", id))
                .isOne();
    }

    @Test
    void orderTwiceInOneBatchIsChargedOnce() {
        topics = new Topics(bootstrapServers);
        String id = UUID.randomUUID().toString();
        String order = "{\"order_id\":\"%s\",\"user_id\":\"u\",\"total_cost\":21.00}".formatted(id);

        deliver("order_details", id, order, order);

        await().until(() -> topics.read("order_confirmed", id).size() == 2);
        assertThat(count("SELECT count(*) FROM transactions.ledger WHERE order_id = $1", id))
                .isOne();
    }

    @Test
    void rideDeliveredTwiceTakesOneDriver() {
        topics = new Topics(bootstrapServers);
        String id = UUID.randomUUID().toString();
        String ride = "{\"id\":\"%s\",\"customer_id\":\"u\",\"location\":{\"lat\":48.2,\"long\":16.3}}".formatted(id);

        int acknowledged = deliverTwice("ride_details", id, ride);

        await().until(() -> topics.read("ride_confirmed", id).size() == 2);
        assertThat(acknowledged).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM transactions.rides WHERE id = $1", id))
                .isOne();
        assertThat(topics.read("ride_confirmed", id))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsOnly(
                        new String(topics.read("ride_confirmed", id).get(0).value(), StandardCharsets.UTF_8));
    }

    private int deliverTwice(String channel, String key, String value) {
        return deliver(channel, key, value) + deliver(channel, key, value);
    }

    /** Sends one batch with these values, awaits its acknowledgement, and says how many there were. */
    private int deliver(String channel, String key, String... values) {
        AtomicInteger acknowledged = new AtomicInteger();
        List<ConsumerRecord<String, byte[]>> records = new java.util.ArrayList<>();
        for (String value : values) {
            records.add(new ConsumerRecord<>(channel, 0, records.size(), key, value.getBytes(StandardCharsets.UTF_8)));
        }
        ConsumerRecords<String, byte[]> batch =
                new ConsumerRecords<>(Map.of(new TopicPartition(channel, 0), records), Map.of());
        channels.source(channel).send(Message.of(batch, () -> {
            acknowledged.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }));
        await().untilAtomic(acknowledged, org.hamcrest.Matchers.is(1));
        return acknowledged.get();
    }

    private long count(String sql, String id) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
