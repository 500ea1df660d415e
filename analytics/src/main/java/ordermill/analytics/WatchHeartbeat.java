package ordermill.analytics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** timestamp -> when the newest heartbeat came and how long it took, in the database and as gauges. */
@ApplicationScoped
class WatchHeartbeat {

    private static final String CHANNEL = "timestamp";
    private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final String KEEP_IF_NEWER = """
            INSERT INTO analytics.heartbeat AS known (written_at, delay_ms, received_at) VALUES ($1, $2, $3)
            ON CONFLICT (only_row) DO UPDATE
                SET written_at = excluded.written_at,
                    delay_ms = excluded.delay_ms,
                    received_at = excluded.received_at
                WHERE excluded.written_at > known.written_at
            """;

    private static final String NEWEST = "SELECT written_at, received_at FROM analytics.heartbeat";

    private final ReadRecords read;
    private final Publish publish;
    private final KeepTrying keepTrying;
    private final Database database;
    private final Clock clock;
    private volatile Heartbeat newest;
    private Cancellable looking = () -> {};

    WatchHeartbeat(
            ReadRecords read,
            Publish publish,
            KeepTrying keepTrying,
            Database database,
            Clock clock,
            MeterRegistry meters) {
        this.read = read;
        this.publish = publish;
        this.keepTrying = keepTrying;
        this.database = database;
        this.clock = clock;
        gauge(meters, "delay", "How long the newest heartbeat took to get here.", Heartbeat::delay);
        gauge(
                meters,
                "age",
                "How long ago the newest heartbeat came.",
                beat -> Duration.between(beat.receivedAt, clock.instant()));
    }

    /** A heartbeat as it was written and as it came. */
    private record Heartbeat(Instant writtenAt, Instant receivedAt) {

        /** Never negative: two machines' clocks may differ a little. */
        Duration delay() {
            Duration delay = Duration.between(writtenAt, receivedAt);
            return delay.isNegative() ? Duration.ZERO : delay;
        }
    }

    @Incoming(CHANNEL)
    Uni<Void> watch(ConsumerRecords<String, byte[]> records) {
        Instant now = clock.instant();
        var polled = read.orDeadLetter(records, record -> heartbeat(record, now));
        return keepTrying
                .until(CHANNEL, () -> publish.all(polled.deadLetters()))
                .chain(() -> keepTrying.until(
                        CHANNEL,
                        () -> polled.events().stream()
                                .max(Comparator.comparing(Heartbeat::writtenAt))
                                .map(this::keep)
                                .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    private static Heartbeat heartbeat(ConsumerRecord<String, byte[]> record, Instant now) {
        Instant writtenAt = Json.instant(
                Json.object(record.value()), "time", Instant.ofEpochMilli(Math.max(0, record.timestamp())));
        if (writtenAt.isAfter(now.plus(AHEAD_AT_MOST))) {
            // It would outshine all true heartbeats until then.
            throw new Unreadable("time is in the future");
        }
        return new Heartbeat(writtenAt, now);
    }

    private Uni<Void> keep(Heartbeat beat) {
        return database.execute(
                        KEEP_IF_NEWER,
                        Tuple.of(
                                beat.writtenAt.atOffset(ZoneOffset.UTC),
                                beat.delay().toMillis(),
                                beat.receivedAt.atOffset(ZoneOffset.UTC)))
                .chain(this::look);
    }

    /** The newest heartbeat may have come to another replica, so the gauges show what is stored. */
    void keepLooking(@Observes StartupEvent start) {
        looking = Multi.createFrom()
                .ticks()
                .every(LOOK_EVERY)
                .onOverflow()
                .drop()
                // While the database is away the age grows, which is the truth.
                .onItem()
                .transformToUniAndConcatenate(tick -> look().onFailure().recoverWithNull())
                .subscribe()
                .with(looked -> {});
    }

    @PreDestroy
    void stopLooking() {
        looking.cancel();
    }

    private Uni<Void> look() {
        return database.execute(NEWEST, Tuple.tuple())
                .invoke(rows -> rows.forEach(row -> newest = heartbeat(row)))
                .replaceWithVoid();
    }

    private static Heartbeat heartbeat(Row row) {
        return new Heartbeat(
                row.getOffsetDateTime("written_at").toInstant(),
                row.getOffsetDateTime("received_at").toInstant());
    }

    private void gauge(MeterRegistry meters, String what, String description, Function<Heartbeat, Duration> of) {
        ToDoubleFunction<WatchHeartbeat> seconds = me -> {
            Heartbeat beat = me.newest;
            return beat == null ? Double.NaN : of.apply(beat).toNanos() / 1e9;
        };
        Gauge.builder("analytics.heartbeat." + what, this, seconds)
                .baseUnit("seconds")
                .description(description)
                .strongReference(true)
                .register(meters);
    }
}
