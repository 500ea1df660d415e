package ordermill.notifications;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

import ordermill.devservices.KafkaBroker;
import ordermill.devservices.MailCatcher;
import ordermill.devservices.PostgresServer;

/** A broker, a database and a mail server of the test's own, which it can really stop and start again. */
public final class Servers implements QuarkusTestResourceLifecycleManager {

    private static final String IN_MEMORY = "in-memory";

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

    /** The same, but the test feeds the incoming channels itself, and the mail server says what the test wants. */
    public static final class InMemoryProfile extends Profile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Servers.class, Map.of(IN_MEMORY, "true")));
        }
    }

    private boolean inMemory;
    private Path directory;
    private KafkaBroker broker;
    private PostgresServer database;
    private MailCatcher mailCatcher;
    private ScriptedMailServer scripted;
    private int brokerPort;
    private int databasePort;
    private int smtpPort;

    @Override
    public void init(Map<String, String> arguments) {
        inMemory = arguments.containsKey(IN_MEMORY);
    }

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
        for (String kind : List.of("order", "ride")) {
            broker.createTopics(Map.of(kind + "_confirmed", 12, kind + "_confirmed_dlq", 12, kind + "_email_sent", 12));
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.reactive.url", database.reactiveUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password(),
                "quarkus.mailer.host", "localhost"));
        if (inMemory) {
            scripted = new ScriptedMailServer();
            smtpPort = scripted.port();
            // InMemoryConnector.switchIncomingChannelsToInMemory would switch the other test class as well.
            settings.put("mp.messaging.incoming.order_confirmed.connector", InMemoryConnector.CONNECTOR);
            settings.put("mp.messaging.incoming.ride_confirmed.connector", InMemoryConnector.CONNECTOR);
        } else {
            startMailServer();
            smtpPort = mailCatcher.smtpPort();
        }
        settings.put("quarkus.mailer.port", Integer.toString(smtpPort));
        return settings;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    MailCatcher mailCatcher() {
        return mailCatcher;
    }

    ScriptedMailServer scripted() {
        return scripted;
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

    void startMailServer() {
        mailCatcher = MailCatcher.start(smtpPort, 0);
    }

    void stopMailServer() {
        mailCatcher.close();
        mailCatcher = null;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Servers.class));
    }

    @Override
    public void stop() {
        if (mailCatcher != null) {
            stopMailServer();
        }
        if (scripted != null) {
            scripted.close();
        }
        if (database != null) {
            stopDatabase();
        }
        if (broker != null) {
            stopBroker();
        }
    }
}
