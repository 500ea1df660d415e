package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import ordermill.testing.Topics;

/** What a person watches is there to be seen: on the four packaged services, each metric that a rule or a panel reads. */
class WatchedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Cluster cluster;
    private static Topics topics;

    @BeforeAll
    static void start() {
        cluster = new Cluster(Map.of("RIDES_SEED_DRIVERS", "50", "HEARTBEAT_EVERY", "1s"));
        topics = new Topics(cluster.broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        topics.close();
        cluster.close();
    }

    @Test
    void everyMetricThatARuleOrAPanelReadsIsExported() throws Exception {
        try (Shop shop = new Shop(cluster.service("orders"))) {
            shop.wantMore(40);
            // Each is a dead letter of another service's.
            topics.send(List.of(
                    nonsense("order_details"),
                    nonsense("order_confirmed"),
                    nonsense("order_rejected"),
                    nonsense("order_email_sent")));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(missing()).isEmpty());
        }
    }

    private static Map<String, Set<String>> missing() {
        Map<String, Set<String>> missing = new TreeMap<>();
        cluster.services.forEach((name, service) -> {
            service.get("/");
            Set<String> names = Watched.missing(name, service.metrics());
            if (!names.isEmpty()) {
                missing.put(name, names);
            }
        });
        return missing;
    }

    private static ProducerRecord<byte[], byte[]> nonsense(String topic) {
        return new ProducerRecord<>(topic, "nonsense".getBytes(StandardCharsets.UTF_8));
    }
}
