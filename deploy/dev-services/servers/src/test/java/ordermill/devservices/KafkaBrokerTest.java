package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaBrokerTest {

    @TempDir
    Path directory;

    @Test
    void recordsOutliveTheBroker() throws Exception {
        int port;
        try (var broker = KafkaBroker.start(directory, 0)) {
            port = broker.port();
            broker.createTopics(Map.of("kept", 12));
            send(broker, "kept", "a record");
        }

        try (var again = KafkaBroker.start(directory, port)) {
            assertThat(again.bootstrapServers()).isEqualTo("localhost:" + port);
            assertThat(readOne(again, "kept")).isEqualTo("a record");
        }
    }

    @Test
    void topicsAreCreatedOnceByManyAtOnce() throws Exception {
        try (var broker = KafkaBroker.start(directory, 0)) {
            var creators = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> broker.createTopics(Map.of("order_details", 12, "analytics_result", 1))))
                    .toArray(CompletableFuture[]::new);

            CompletableFuture.allOf(creators).join();

            assertThat(partitions(broker, "order_details")).isEqualTo(12);
            assertThat(cleanupPolicy(broker, "order_details")).isEqualTo("delete");
            assertThat(cleanupPolicy(broker, "analytics_result")).isEqualTo("compact");
        }
    }

    @Test
    void secondPortLeadsToTheSameBrokerAndStaysTheClientsAddress() throws Exception {
        var second = Ports.free();
        try (var broker = KafkaBroker.start(directory, 0, second)) {
            broker.createTopics(Map.of("kept", 1));
            send(broker, "kept", "a record");

            try (var admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + second))) {
                assertThat(admin.describeCluster().nodes().get())
                        .singleElement()
                        .satisfies(node -> assertThat(node.port()).isEqualTo(second));
                assertThat(admin.listTopics().names().get()).contains("kept");
            }
        }

        try (var alone = KafkaBroker.start(directory, 0)) {
            assertThat(readOne(alone, "kept")).isEqualTo("a record");
        }
    }

    @Test
    void furtherSettingsAreTheBrokers() throws Exception {
        var further = Map.of("message.max.bytes", "2000");
        try (var broker = KafkaBroker.start(directory, 0, 0, 0, further)) {
            broker.createTopics(Map.of("small", 1));

            assertThatThrownBy(() -> send(broker, "small", "x".repeat(3000)))
                    .hasRootCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.properties", "bootstrap.checkpoint", "__cluster_metadata-0/quorum-state"})
    void logThatIsTornIsSetAside(String file) throws Exception {
        KafkaBroker.start(directory, 0).close();
        Files.writeString(directory.resolve("log").resolve(file), "");

        try (var broker = KafkaBroker.start(directory, 0)) {
            broker.createTopics(Map.of("new", 1));
            send(broker, "new", "a record");
        }
        try (var found = Files.list(directory)) {
            assertThat(found.filter(path -> path.getFileName().toString().startsWith("log-set-aside-")))
                    .singleElement()
                    .satisfies(old -> assertThat(old.resolve(file)).isEmptyFile());
        }
    }

    /** Kafka's settings take a directory with a comma for two. */
    @Test
    void pathWithACommaIsRefusedInALineAndNothingIsWritten() {
        var parted = directory.resolve("a, b");

        assertThatThrownBy(() -> KafkaBroker.start(parted, 0))
                .hasMessageMatching("Kafka cannot use the directory .*a, b: a comma in its path.*");

        assertThat(directory).isEmptyDirectory();
    }

    private static void send(KafkaBroker broker, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static String readOne(KafkaBroker broker, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", "test", "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }

    private static int partitions(KafkaBroker broker, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
            return topics.get(topic).partitions().size();
        }
    }

    private static String cleanupPolicy(KafkaBroker broker, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var configs = admin.describeConfigs(List.of(resource)).all().get();
            return configs.get(resource).get("cleanup.policy").value();
        }
    }
}
