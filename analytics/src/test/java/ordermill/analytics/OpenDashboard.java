package ordermill.analytics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An open dashboard page, as far as the service sees one: it reads server-sent events until it is closed. */
final class OpenDashboard implements AutoCloseable {

    /** An event; its name is "message" where the service gave none. */
    record Event(String name, String data, long receivedNanos) {}

    final List<String> headers = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    volatile boolean ended;
    // A socket, because it can be closed while another thread reads from it.
    private final Socket socket;

    OpenDashboard(int port) {
        try {
            socket = new Socket("localhost", port);
            socket.getOutputStream()
                    // As a browser asks; what is compressed waits for a buffer to fill.
                    .write("GET /dashboard/events HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var reader = new Thread(this::read, "dashboard");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        String name = "message";
        try (var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring(6);
                } else if (line.startsWith("data:")) {
                    events.add(new Event(name, line.substring(5), System.nanoTime()));
                    name = "message";
                } else if (events.isEmpty()) {
                    headers.add(line);
                }
            }
        } catch (IOException closed) {
            // The page was left.
        }
        ended = true;
    }

    Event last() {
        return events.isEmpty() ? new Event("none", "{}", 0) : events.get(events.size() - 1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
