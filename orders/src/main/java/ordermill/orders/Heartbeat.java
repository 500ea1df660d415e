package ordermill.orders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Writes the time to the topic timestamp, so that analytics can tell how long an event takes through the pipeline; and
 * with it how many accepted orders and rides are stuck, since nobody else reads this service's tables.
 */
@ApplicationScoped
class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss");

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Publish publish;
    private final Schema schema;
    private final Journeys journeys;
    private final Duration stuckAfter;
    private final Clock clock;

    Heartbeat(
            Publish publish,
            Schema schema,
            Journeys journeys,
            @ConfigProperty(name = "orders.republish-after") Duration stuckAfter,
            Clock clock) {
        this.publish = publish;
        this.schema = schema;
        this.journeys = journeys;
        this.stuckAfter = stuckAfter;
        this.clock = clock;
    }

    @Scheduled(
            every = "{heartbeat.every}",
            delayed = "{heartbeat.every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> beat() {
        return stuck().chain(stuck -> publish.one(new ProducerRecord<>("timestamp", Json.bytes(event(stuck)))))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    // A missed beat is what the other end raises its alarm about.
                    LOG.debugf("no heartbeat: %s", failure);
                    return null;
                });
    }

    /** The time is taken last: what is measured from it is the way through Kafka, not the count. */
    private ObjectNode event(Long stuck) {
        Instant now = clock.instant();
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", LocalTime.ofInstant(now, ZoneOffset.UTC).format(TIME_OF_DAY))
                .put("time", Json.epochSeconds(now));
        return stuck == null ? event : event.put("stuck_orders", stuck);
    }

    /** Null while the database is away: the heart beats all the same, and does not wait for it. */
    private Uni<Long> stuck() {
        if (!schema.isMigrated()) {
            return Uni.createFrom().nullItem();
        }
        return journeys.countStuck(stuckAfter)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithNull();
    }
}
