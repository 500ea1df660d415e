package ordermill.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** A Kafka broker as a process of its own, so that it can be killed; its log outlives it. */
final class Broker {

    private final Path directory;
    private final int port;
    private final List<String> more;
    private Process process;

    Broker(Path directory) {
        this(directory, List.of());
    }

    /** Also for clients that come by a proxy, and are told to go on by it. */
    Broker(Path directory, int portBehindProxy, int proxysPort) {
        this(directory, List.of(Integer.toString(portBehindProxy), Integer.toString(proxysPort)));
    }

    /** Listens on a second port too, with settings of Kafka's own for that listener, SECOND. */
    Broker(Path directory, int secondPort, Map<String, String> settings) {
        this(
                directory,
                Stream.concat(
                                Stream.of(secondPort, secondPort).map(String::valueOf),
                                settings.entrySet().stream().map(Object::toString))
                        .toList());
    }

    private Broker(Path directory, List<String> more) {
        this.directory = directory;
        this.more = more;
        port = freePort();
    }

    String bootstrapServers() {
        return "localhost:" + port;
    }

    void start() {
        Path log = Path.of("target/logs/kafka.log");
        try {
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "ordermill.devservices.Servers",
                    "kafka",
                    directory.toString(),
                    Integer.toString(port)));
            command.addAll(more);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("Kafka is ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(log).contains("ready "));
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
