package ordermill.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;

import ordermill.devservices.KafkaBroker;
import ordermill.devservices.PostgresServer;

/** A broker and a database of the test's own, which it can really stop and start again. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    /** Runs a test class on these servers instead of the dev services. */
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

    private static final List<String> TOPICS = List.of(
            "order_confirmed",
            "order_rejected",
            "order_rejected_dlq",
            "ride_confirmed",
            "ride_rejected",
            "ride_rejected_dlq",
            "timestamp",
            "timestamp_dlq",
            "analytics_result");

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
        brokerPort = broker.port();
        databasePort = database.port();
        for (String topic : TOPICS) {
            broker.createTopics(Map.of(topic, 12));
        }
        return Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.reactive.url", database.reactiveUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    void startBroker() {
        broker = KafkaBroker.start(directory.resolve("kafka"), brokerPort);
    }

    void stopBroker() {
        broker.close();
        broker = null;
    }

    void startDatabase() {
        database = PostgresServer.start(directory.resolve("postgres"), databasePort);
    }

    void stopDatabase() {
        database.close();
        database = null;
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
    }
}
