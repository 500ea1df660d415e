package ordermill.devservices;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Lets the servers log warnings and errors only: what they say at INFO is hundreds of lines at every start. */
final class QuietLogs {

    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

    private static final Map<String, Level> LEVELS = Map.of(
            "kafka",
            Level.WARNING,
            "state.change.logger",
            Level.WARNING,
            "org.apache.kafka",
            Level.WARNING,
            // It warns that a new log is empty.
            "org.apache.kafka.controller",
            Level.SEVERE,
            // It warns of itself when the broker stops.
            CLIENT,
            Level.WARNING,
            "io.zonky",
            Level.WARNING,
            "com.icegreen",
            Level.WARNING);

    // The log manager holds its loggers weakly: a level that nobody holds is forgotten.
    private static final List<Logger> HELD =
            LEVELS.keySet().stream().map(Logger::getLogger).collect(Collectors.toList());

    private QuietLogs() {}

    static void on() {
        HELD.forEach(logger -> logger.setLevel(LEVELS.get(logger.getName())));
        Logger.getLogger(CLIENT)
                .setFilter(entry -> !String.valueOf(entry.getMessage()).contains("has already been closed"));
    }
}
