package ordermill.devservices;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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

    /** Until it is closed: says nothing at all, since one line of ours will say how the start went. */
    static Silence whileStarting() {
        on();
        return new Silence(List.of(
                Logger.getLogger("kafka"),
                Logger.getLogger("org.apache.kafka"),
                Logger.getLogger("state.change.logger")));
    }

    /** Keeps the first failure that was logged, the only place where Kafka tells why it gave up. */
    static final class Silence extends Handler implements AutoCloseable {

        private final List<Logger> loggers;
        private volatile Throwable failure;

        private Silence(List<Logger> loggers) {
            this.loggers = loggers;
            loggers.forEach(logger -> {
                logger.addHandler(this);
                logger.setUseParentHandlers(false);
            });
        }

        Optional<Throwable> failure() {
            return Optional.ofNullable(failure);
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getThrown() != null && failure == null) {
                failure = entry.getThrown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            loggers.forEach(logger -> {
                logger.removeHandler(this);
                logger.setUseParentHandlers(true);
            });
        }
    }
}
