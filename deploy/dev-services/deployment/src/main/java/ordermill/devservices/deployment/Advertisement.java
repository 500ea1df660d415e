package ordermill.devservices.deployment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** The file in which a server's owner tells the other services where it is. */
record Advertisement(Path file) {

    private static final String OWNER = "owner.pid";
    private static final String PORT = "port";
    private static final int MILLIS_TO_ANSWER = 1000;

    /** What the file says: the settings lead to the server. */
    record Content(long owner, int port, Map<String, String> settings) {

        boolean isServed() {
            return ProcessHandle.of(owner).isPresent() && answers();
        }

        private boolean answers() {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS_TO_ANSWER);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Nothing where the file is missing, or torn as after a power cut: who has the lock writes it anew. */
    Optional<Content> read() throws IOException {
        var properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
            return Optional.of(content(properties));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Content content(Properties properties) {
        var owner = Long.parseLong((String) properties.remove(OWNER));
        var port = Integer.parseInt((String) properties.remove(PORT));
        var settings = properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
        return new Content(owner, port, settings);
    }

    void write(int port, Map<String, String> settings) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        properties.setProperty(OWNER, Long.toString(ProcessHandle.current().pid()));
        properties.setProperty(PORT, Integer.toString(port));
        var draft = file.resolveSibling(file.getFileName() + ".draft");
        try (var out = Files.newOutputStream(draft)) {
            properties.store(out, null);
        }
        // Nobody shall read half of it.
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
