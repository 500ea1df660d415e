package ordermill.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Servers.Profile.class)
class ServersTest {

    Servers servers;

    @Inject
    KeepPolls kept;

    private Topics topics;

    @BeforeEach
    void connect() {
        topics = new Topics(servers.bootstrapServers());
    }

    @AfterEach
    void disconnect() {
        topics.close();
        servers.startWhatIsStopped();
    }

    @Test
    void topicsAreThoseOfTheApplication() {
        var partitions = IntStream.range(0, 3)
                .mapToObj(partition -> new ProducerRecord<byte[], byte[]>("with.dots", partition, null, new byte[] {1}))
                .toList();

        topics.send(partitions);

        assertThat(topics.all("with.dots"))
                .extracting(record -> record.partition())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void recordIsReadAtOnceAndByteForByte() {
        byte[] noUtf8 = {(byte) 0xff, 0, (byte) 0xfe};
        servers.createTopics("bytes");

        topics.send(new ProducerRecord<>(
                "bytes",
                null,
                noUtf8,
                noUtf8,
                new RecordHeaders().add("dead-letter-reason", "ü".getBytes(StandardCharsets.UTF_8))));
        topics.send("bytes", "k", "v");
        topics.send("bytes", null, "keyless");
        topics.send("bytes", "k", null);

        assertThat(topics.all("bytes")).hasSize(4).anySatisfy(record -> {
            assertThat(record.key()).isEqualTo(noUtf8);
            assertThat(record.value()).isEqualTo(noUtf8);
            assertThat(Topics.reason(record)).isEqualTo("ü");
        });
        assertThat(topics.read("bytes", "k")).extracting(Topics::value).containsExactly("v", null);
        assertThat(topics.read("bytes", null)).extracting(Topics::value).containsExactly("keyless");
        assertThat(topics.read("bytes", "other")).isEmpty();
    }

    @Test
    void brokerAndDatabaseComeBackWhereTheyWereWithWhatTheyHad() {
        String key = UUID.randomUUID().toString();
        String address = servers.bootstrapServers();
        topics.send("kept", key, "before");

        servers.stopDatabase();
        servers.stopBroker();
        servers.startWhatIsStopped();
        topics.send("kept", key, "after");

        assertThat(servers.bootstrapServers()).isEqualTo(address);
        assertThat(topics.read("kept", key)).extracting(Topics::value).containsExactly("before", "after");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keptOf(key)).contains("before", "after"));
    }

    @Test
    void healthIsAskedOnTheManagementPort() {
        Health.readinessBecomes(200);
        Health.livenessBecomes(200);
        Health.startBecomes(200);

        assertThat(Health.isReady()).isTrue();
        assertThat(Management.address("/health"))
                .doesNotStartWith(ConfigProvider.getConfig().getValue("test.url", String.class));
        given().get("/q/health/ready").then().statusCode(404);
    }

    private List<String> keptOf(String key) {
        return kept.polls().stream()
                .flatMap(poll -> poll.records().stream())
                .filter(record -> key.equals(Topics.key(record)))
                .map(Topics::value)
                .toList();
    }
}
