package ordermill.chassis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Repeats a channel's work until it succeeds: an outage loses no record. Readiness is red while a channel waits, and
 * liveness when one has been busy for so long that only a new process may help.
 */
@ApplicationScoped
public class Waiting {

    private static final Logger LOG = Logger.getLogger(Waiting.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final double JITTER = 0.5;
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    private final Map<String, Long> busySince = new ConcurrentHashMap<>();
    private final Map<String, String> waitingFor = new ConcurrentHashMap<>();
    private final Migrations migrations;
    private final MeterRegistry meters;
    private final Duration attemptLimit;
    private final Duration deadAfter;

    Waiting(
            Migrations migrations,
            MeterRegistry meters,
            @ConfigProperty(name = "chassis.attempt-limit") Duration attemptLimit,
            @ConfigProperty(name = "chassis.dead-after") Duration deadAfter) {
        this.migrations = migrations;
        this.meters = meters;
        this.attemptLimit = attemptLimit;
        this.deadAfter = deadAfter;
    }

    /** Shows a channel in the metrics from the beginning. */
    public void knows(String channel) {
        gauge(
                "channel.waiting",
                channel,
                "1 while the channel waits for something that is away.",
                () -> waitingFor.containsKey(channel) ? 1 : 0);
        gauge(
                "channel.busy.seconds",
                channel,
                "Seconds since the work under way was begun.",
                () -> busySeconds(channel));
    }

    /** One attempt with its time limit, past which it counts as an outage. */
    public <T> Uni<T> limited(Uni<T> attempt) {
        return attempt.ifNoItem()
                .after(attemptLimit)
                .failWith(() -> new TimeoutException("no end after " + attemptLimit));
    }

    /** The work's item at last; each attempt begins when the tables are there. */
    public <T> Uni<T> until(String channel, Supplier<Uni<T>> workSucceeds) {
        return Uni.createFrom()
                .deferred(() -> {
                    busySince.putIfAbsent(channel, System.nanoTime());
                    return migrations.done().chain(done -> workSucceeds.get());
                })
                .onFailure()
                .invoke(failure -> waits(channel, failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .withJitter(JITTER)
                .indefinitely()
                .invoke(() -> goesOn(channel));
    }

    /** Red until {@link #goesOn}; the failure is told by its class, since its words may hold an address. */
    public void waits(String channel, Throwable failure) {
        if (waitingFor.put(channel, Failure.inWords(failure)) == null) {
            LOG.warnf("channel=%s waits and tries again: %s", channel, Failure.inWords(failure));
            LOG.debugf(failure, "channel=%s waits", channel);
        }
    }

    public void goesOn(String channel) {
        busySince.remove(channel);
        if (waitingFor.remove(channel) != null) {
            LOG.infof("channel=%s goes on", channel);
        }
    }

    private double busySeconds(String channel) {
        Long since = busySince.get(channel);
        return since == null ? 0 : (System.nanoTime() - since) / 1e9;
    }

    private void gauge(String name, String channel, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .tag("channel", channel)
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck progress() {
        return () -> {
            var response = HealthCheckResponse.named("channels make progress").up();
            waitingFor.forEach((channel, failure) -> response.down().withData(channel, failure));
            busySince.keySet().forEach(channel -> {
                if (busySeconds(channel) > STUCK_AFTER.toSeconds()) {
                    response.down().withData(channel + " busy for seconds", (long) busySeconds(channel));
                }
            });
            return response.build();
        };
    }

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck end() {
        return () -> {
            var response = HealthCheckResponse.named("channels come to an end").up();
            busySince.keySet().forEach(channel -> {
                if (busySeconds(channel) > deadAfter.toSeconds()) {
                    response.down().withData(channel + " busy for seconds", (long) busySeconds(channel));
                }
            });
            return response.build();
        };
    }
}
