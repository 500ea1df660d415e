package ordermill.devservices;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/** One start of a broker, which ends in time: also if a thread of the broker's dies and the others wait for it for ever. */
final class KafkaStart {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT_TO_STOP = Duration.ofSeconds(10);

    private final CompletableFuture<KafkaRaftServer> outcome = new CompletableFuture<>();

    private KafkaStart() {}

    static KafkaRaftServer of(KafkaConfig config) throws IOException {
        return new KafkaStart().run(config);
    }

    private KafkaRaftServer run(KafkaConfig config) throws IOException {
        keepTheJvmAlive();
        try (var said = QuietLogs.whileStarting()) {
            var server = new KafkaRaftServer(config, Time.SYSTEM);
            inBackground("kafka-start", () -> startUp(server));
            try {
                return outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                stop(server);
                var failure = said.failure().orElse(e.getCause());
                throw new IOException(
                        failure.getMessage() == null ? failure.toString() : failure.getMessage(), failure);
            } catch (TimeoutException e) {
                stop(server);
                throw new IOException("Kafka did not start within %s s".formatted(LIMIT.toSeconds()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop(server);
                throw new IOException("interrupted while Kafka started", e);
            }
        }
    }

    private void startUp(KafkaRaftServer server) {
        try {
            server.startup();
            outcome.complete(server);
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    /** By default Kafka ends the JVM at a fatal fault, and here with it the application that is being developed. */
    private void keepTheJvmAlive() {
        Exit.Procedure fault = (status, message) -> {
            var failure = new IllegalStateException("Kafka broker failed: " + message);
            outcome.completeExceptionally(failure);
            throw failure;
        };
        Exit.setExitProcedure(fault);
        Exit.setHaltProcedure(fault);
    }

    /** As far as it still can be: a broker that lost a thread may wait for it in its end too. */
    private static void stop(KafkaRaftServer server) {
        var stopped = inBackground("kafka-stop", server::shutdown);
        try {
            stopped.join(LIMIT_TO_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread inBackground(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(KafkaStart.class.getClassLoader());
        thread.start();
        return thread;
    }
}
