package ordermill.analytics.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;

/** timestamp -> the newest heartbeat, in the database and as gauges. */
@ApplicationScoped
class WatchHeartbeat {

    private static final String TIMESTAMP = "timestamp";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Polls polls;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private volatile Heartbeat newest;
    private Cancellable looking = () -> {};

    WatchHeartbeat(Polls polls, Heartbeats heartbeats, Clock clock, MeterRegistry meters) {
        this.polls = polls;
        this.heartbeats = heartbeats;
        this.clock = clock;
        gauge(meters, "delay", "How long the newest heartbeat took to get here.", Heartbeat::delay);
        gauge(
                meters,
                "age",
                "How long ago the newest heartbeat came.",
                beat -> Duration.between(beat.receivedAt(), clock.instant()));
    }

    @Incoming(TIMESTAMP)
    Uni<Void> watch(ConsumerRecords<byte[], byte[]> records) {
        Instant now = clock.instant();
        return polls.handle(TIMESTAMP, records, record -> Heartbeat.read(record, now), this::keep);
    }

    private Uni<Answer> keep(List<Read<Heartbeat>> beats) {
        return heartbeats
                .keep(beats.stream().map(Read::event).toList())
                .chain(this::look)
                .replaceWith(Answer::none);
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
        return heartbeats
                .newest()
                .onItem()
                .ifNotNull()
                .invoke(beat -> newest = beat)
                .replaceWithVoid();
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
