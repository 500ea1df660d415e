package ordermill.orders;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Writes the time to the topic timestamp, so that analytics can tell how long an event takes through the pipeline. */
@ApplicationScoped
class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Publish publish;
    private final Clock clock;

    Heartbeat(Publish publish, Clock clock) {
        this.publish = publish;
        this.clock = clock;
    }

    @Scheduled(
            every = "{heartbeat.every}",
            delayed = "{heartbeat.every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> beat() {
        Instant now = clock.instant();
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", LocalTime.ofInstant(now, ZoneOffset.UTC).format(TIME_OF_DAY))
                .put("time", Json.epochSeconds(now));
        return publish.one(new ProducerRecord<>("timestamp", Json.bytes(event)))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    // A missed beat is what the other end raises its alarm about.
                    LOG.debugf("no heartbeat: %s", failure);
                    return null;
                });
    }
}
