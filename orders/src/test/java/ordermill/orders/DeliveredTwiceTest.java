package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** The tracker's channel on the in-memory connector, each batch delivered twice, on the dev services' database. */
@QuarkusTest
@TestProfile(DeliveredTwiceTest.InMemory.class)
class DeliveredTwiceTest {

    public static final class InMemory implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mp.messaging.incoming.journeys.connector", InMemoryConnector.CONNECTOR);
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    @Test
    void eventDeliveredTwiceIsOneStepOfItsJourney() {
        String id = UUID.randomUUID().toString();

        deliver("order_details", order(id));
        deliver("order_confirmed", order(id));
        deliver("order_confirmed", order(id));
        deliver("order_details", order(id));

        given().get("/order/" + id)
                .then()
                .body("status", equalTo("confirmed"))
                .body("timeline", hasSize(2))
                .body("timeline.topic", containsInAnyOrder("order_details", "order_confirmed"));
    }

    @Test
    void wholeJourneyInOneBatchEndsWhereItLeads() {
        String id = UUID.randomUUID().toString();

        deliver("order_rejected", order(id), order(id), "not json", order(id));

        given().get("/order/" + id).then().body("status", equalTo("rejected")).body("timeline", hasSize(3));
    }

    private static String order(String id) {
        return "{\"order_id\":\"%s\",\"user_id\":\"u\",\"order_details\":{\"price\":1},\"time\":1763700000.5}"
                .formatted(id);
    }

    /** Sends one batch with these values and awaits its acknowledgement. */
    private void deliver(String topic, String... values) {
        AtomicInteger acknowledged = new AtomicInteger();
        var records = IntStream.range(0, values.length)
                .mapToObj(n -> new ConsumerRecord<String, byte[]>(
                        topic, 0, n, null, values[n].getBytes(StandardCharsets.UTF_8)))
                .toList();
        ConsumerRecords<String, byte[]> batch =
                new ConsumerRecords<>(Map.of(new TopicPartition(topic, 0), records), Map.of());
        channels.source("journeys").send(Message.of(batch, () -> {
            acknowledged.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }));
        await().untilAtomic(acknowledged, is(1));
        assertThat(acknowledged).hasValue(1);
    }
}
