package ordermill.orders.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Fields;
import ordermill.chassis.Migrations;
import ordermill.chassis.Publish;
import ordermill.chassis.Stop;
import ordermill.orders.Topics;
import ordermill.orders.stuck.StuckJourneys;

/**
 * Writes the time of day to the topic timestamp, so that analytics can tell how long an event takes through the pipeline.
 * The exact time, and how many accepted orders and rides are stuck, which nobody else can know, go as headers.
 */
@ApplicationScoped
class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Publish publish;
    private final Migrations migrations;
    private final StuckJourneys stuckJourneys;
    private final Stop stop;
    private final Duration stuckAfter;
    private final Clock clock;

    Heartbeat(
            Publish publish,
            Migrations migrations,
            StuckJourneys stuckJourneys,
            Stop stop,
            @ConfigProperty(name = "orders.republish-after") Duration stuckAfter,
            Clock clock) {
        this.publish = publish;
        this.migrations = migrations;
        this.stuckJourneys = stuckJourneys;
        this.stop = stop;
        this.stuckAfter = stuckAfter;
        this.clock = clock;
    }

    @Scheduled(
            every = "{heartbeat.every}",
            delayed = "{heartbeat.every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> beat() {
        if (stop.hasBegun()) {
            return Uni.createFrom().voidItem();
        }
        return stuck().chain(stuck -> publish.one(record(stuck)))
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    // A missed beat is what the other end raises its alarm about.
                    LOG.debugf("no heartbeat: %s", Failure.inWords(failure));
                    return null;
                });
    }

    /** The time is taken last: what is measured from it is the way through Kafka, not the count. */
    private ProducerRecord<byte[], byte[]> record(Long stuck) {
        Instant now = clock.instant();
        String timeOfDay = LocalTime.ofInstant(now, ZoneOffset.UTC).format(TIME_OF_DAY);
        var record = Publish.record(
                Topics.TIMESTAMP, null, Fields.bytes(Fields.newObject().put("timestamp", timeOfDay)));
        record.headers().add("time", text(Fields.epochSeconds(now).toPlainString()));
        if (stuck != null) {
            record.headers().add("stuck_orders", text(Long.toString(stuck)));
        }
        return record;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Null while the database is away: the heart beats all the same, and does not wait for it. */
    private Uni<Long> stuck() {
        if (!migrations.areDone()) {
            return Uni.createFrom().nullItem();
        }
        return stuckJourneys
                .count(stuckAfter)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithNull();
    }
}
