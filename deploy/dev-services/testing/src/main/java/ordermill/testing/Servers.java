package ordermill.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import ordermill.devservices.Directories;
import ordermill.devservices.KafkaBroker;
import ordermill.devservices.PostgresServer;

/**
 * A broker and a database of the test's own, which it can really stop and start again. The broker has the topics that
 * the service under test names in its {@code quarkus.kafka.devservices.topic-partitions}. A test has it in a field.
 */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    private static final String TOPIC_PARTITIONS = "quarkus.kafka.devservices.topic-partitions.";

    /** Runs a test class on these servers instead of the dev services; a subclass may add settings and resources. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.devservices.enabled", "false");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Servers.class));
        }
    }

    private Path directory;
    private KafkaBroker broker;
    private PostgresServer database;
    private int brokerPort;
    private int databasePort;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("ordermill-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startBroker();
        startDatabase();
        broker.createTopics(topicsOf(ConfigProvider.getConfig()));
        return Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.reactive.url", database.reactiveUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password());
    }

    private static Map<String, Integer> topicsOf(Config config) {
        Map<String, Integer> partitionsByTopic = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(TOPIC_PARTITIONS)) {
                String topic = name.substring(TOPIC_PARTITIONS.length()).replace("\"", "");
                partitionsByTopic.put(topic, config.getValue(name, Integer.class));
            }
        }
        return partitionsByTopic;
    }

    /** Creates those of the topics that do not exist yet, with 12 partitions as all topics have. */
    public void createTopics(String... topics) {
        for (String topic : topics) {
            broker.createTopics(Map.of(topic, 12));
        }
    }

    public String bootstrapServers() {
        return "localhost:" + brokerPort;
    }

    public void startBroker() {
        broker = KafkaBroker.start(directory.resolve("kafka"), brokerPort);
        brokerPort = broker.port();
    }

    public void stopBroker() {
        broker.close();
        broker = null;
    }

    public void startDatabase() {
        database = PostgresServer.start(directory.resolve("postgres"), databasePort);
        databasePort = database.port();
    }

    public void stopDatabase() {
        database.close();
        database = null;
    }

    /** After a test that failed half-way. */
    public void startWhatIsStopped() {
        if (broker == null) {
            startBroker();
        }
        if (database == null) {
            startDatabase();
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Servers.class));
    }

    @Override
    public void stop() {
        if (database != null) {
            stopDatabase();
        }
        if (broker != null) {
            stopBroker();
        }
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
