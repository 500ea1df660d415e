package ordermill.devservices;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

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
        QuietLogs.on();
        keepTheJvmAlive();
        var chosen = port == 0 ? Ports.free() : port;
        var thread = Thread.currentThread();
        var callersLoader = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaBroker.class.getClassLoader());
        try {
            var ports = secondPort == 0 ? new int[] {chosen} : new int[] {chosen, secondPort};
            var settings = BrokerSettings.of(directory.resolve("log"), Ports.free(), ports);
            formatIfNew(directory, settings);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            try {
                server.startup();
            } catch (RuntimeException | Error e) {
                server.shutdown();
                throw e;
            }
            return new KafkaBroker(server, chosen);
        } catch (IOException e) {
            throw new IllegalStateException("Kafka cannot use the directory " + directory, e);
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

    private static void formatIfNew(Path directory, Properties settings) throws IOException {
        var log = directory.resolve("log");
        var formatted = log.resolve("meta.properties");
        if (Files.exists(formatted)) {
            return;
        }
        Directories.delete(log); // what an interrupted format left behind
        Files.createDirectories(log);
        var file = directory.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        var said = new ByteArrayOutputStream();
        var arguments = new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
            throw new IOException("Kafka's storage could not be formatted: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    /** By default Kafka ends the JVM at a fatal fault, and here with it the application that is being developed. */
    private static void keepTheJvmAlive() {
        Exit.Procedure fault = (status, message) -> {
            throw new IllegalStateException("Kafka broker failed: " + message);
        };
        Exit.setExitProcedure(fault);
        Exit.setHaltProcedure(fault);
    }
}
