package ordermill.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import ordermill.testing.Health;
import ordermill.testing.Servers;
import ordermill.testing.Topics;

/** A test of the service on a real broker and a real database, both ready when it begins. */
abstract class OnRealServers {

    static final Duration SOON = Duration.ofSeconds(30);

    Servers servers;
    Topics topics;

    @BeforeEach
    void connect() {
        servers.startWhatIsStopped();
        topics = new Topics(servers.bootstrapServers());
        Health.startBecomes(200);
        Health.readinessBecomes(200);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    ConsumerRecord<byte[], byte[]> only(String topic, String key) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(topics.read(topic, key)).hasSize(1));
        return topics.read(topic, key).get(0);
    }

    /** The newest totals of this key. */
    JsonNode published(String key) {
        var records = topics.read("analytics_result", key);
        return records.isEmpty() ? Totals.read("{}") : Totals.read(Topics.value(records.get(records.size() - 1)));
    }
}
