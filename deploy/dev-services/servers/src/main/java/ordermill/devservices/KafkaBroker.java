package ordermill.devservices;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

import ordermill.devservices.BrokerSettings.Listener;

/** A real Kafka broker (KRaft, broker and controller in one) inside this JVM, whose log outlives it in a directory. */
public final class KafkaBroker implements AutoCloseable {

    private final KafkaRaftServer server;
    private final int port;

    private KafkaBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts a broker on localhost:port (0: a free one) that goes on with the log found in the directory, if any. */
    public static KafkaBroker start(Path directory, int port) {
        return start(directory, port, 0);
    }

    /** The same, and the broker listens on localhost:secondPort too, for clients that know that address; 0: it does not. */
    public static KafkaBroker start(Path directory, int port, int secondPort) {
        return start(directory, port, secondPort, secondPort);
    }

    /** The same, and clients that come by the second port are told to go on at another, such as a proxy's. */
    public static KafkaBroker start(Path directory, int port, int secondPort, int toldPort) {
        return start(directory, port, secondPort, toldPort, Map.of());
    }

    /**
     * The same, with further settings of Kafka's own, such as {@code listener.security.protocol.map}: its listeners are
     * PLAINTEXT, by the second port SECOND, and CONTROLLER.
     */
    public static KafkaBroker start(
            Path directory, int port, int secondPort, int toldPort, Map<String, String> further) {
        QuietLogs.on();
        var chosen = port == 0 ? Ports.free() : port;
        var first = new Listener(chosen, chosen);
        var listeners = secondPort == 0 ? List.of(first) : List.of(first, new Listener(secondPort, toldPort));
        var thread = Thread.currentThread();
        var callersLoader = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaBroker.class.getClassLoader());
        try {
            var server = OldData.start("Kafka", directory.resolve("log"), log -> startOn(log, listeners, further));
            return new KafkaBroker(server, chosen);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Kafka cannot use the directory %s: %s".formatted(directory, e.getMessage()), e);
        } finally {
            thread.setContextClassLoader(callersLoader);
        }
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    /** Creates those of the topics that do not exist yet. */
    public void createTopics(Map<String, Integer> partitionsByTopic) {
        Topics.create(bootstrapServers(), partitionsByTopic);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static KafkaRaftServer startOn(Path log, List<Listener> listeners, Map<String, String> further)
            throws IOException {
        if (!Files.exists(log)) {
            format(log, listeners, further);
        }
        return KafkaStart.of(KafkaConfig.fromProps(BrokerSettings.of(log, Ports.free(), listeners, further)));
    }

    /** Formats a draft first: a log that is there is a whole one. */
    private static void format(Path log, List<Listener> listeners, Map<String, String> further) throws IOException {
        var draft = log.resolveSibling("log.draft");
        var settings = BrokerSettings.of(draft, Ports.free(), listeners, further);
        Directories.delete(draft);
        Files.createDirectories(draft);
        var file = log.resolveSibling("server.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        var said = new ByteArrayOutputStream();
        var arguments = new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
            throw new IOException("Kafka's storage could not be formatted: " + said.toString(StandardCharsets.UTF_8));
        }
        Files.move(draft, log);
    }
}
