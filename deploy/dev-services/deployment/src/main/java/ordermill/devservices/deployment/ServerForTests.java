package ordermill.devservices.deployment;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

import ordermill.devservices.Directories;

/** Starts a server with its data in a temporary directory; both end with the JVM. Speaks text, the same to every class loader. */
public final class ServerForTests {

    private ServerForTests() {}

    /** Starts "kafka" or "postgres" and returns the settings that lead to it. */
    public static String start(String name) throws IOException {
        var directory = Files.createTempDirectory("ordermill-" + name + "-");
        ServerKind kind = name.equals("kafka") ? ServerKind::kafka : ServerKind::postgres;
        var running = kind.start(directory, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, directory), name + "-end"));
        return write(running.settings());
    }

    static Map<String, String> read(String settings) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }

    private static String write(Map<String, String> settings) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        var text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }

    private static void end(RunningServer running, Path directory) {
        running.stop();
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
