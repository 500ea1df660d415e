package ordermill.chassis;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
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
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, String> waitingFor = new ConcurrentHashMap<>();
    private final Migrations migrations;
    private final MeterRegistry meters;
    private final Duration attemptLimit;
    private final Duration deadAfter;

    /** Each is another, though two may have begun together. */
    private static final class Attempt {
        private final String channel;
        private final long began = System.nanoTime();

        Attempt(String channel) {
            this.channel = channel;
        }

        long seconds() {
            return Duration.ofNanos(System.nanoTime() - began).toSeconds();
        }
    }

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

    /** Shows a channel in the metrics: whether it waits for what is away, and how old its oldest attempt under way is. */
    public void knows(String channel) {
        Tags ofChannel = Tags.of("channel", channel);
        meters.gauge("channel.waiting", ofChannel, waitingFor, all -> all.containsKey(channel) ? 1 : 0);
        meters.gauge("channel.busy.seconds", ofChannel, this, all -> all.busySeconds(channel));
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
                .deferred(() -> migrations.done().chain(done -> attempt(channel, workSucceeds)))
                .onFailure()
                .invoke(failure -> waits(channel, failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .withJitter(0.5)
                .indefinitely()
                .invoke(() -> goesOn(channel));
    }

    private <T> Uni<T> attempt(String channel, Supplier<Uni<T>> work) {
        Attempt attempt = new Attempt(channel);
        underWay.add(attempt);
        return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> underWay.remove(attempt));
    }

    /** Red until {@link #goesOn}; the failure is told by its class, since its words may hold an address. */
    public void waits(String channel, Throwable failure) {
        if (waitingFor.put(channel, Failure.inWords(failure)) == null) {
            LOG.warnf("channel=%s waits and tries again: %s", channel, Failure.inWords(failure));
            LOG.debugf(Failure.withoutWords(failure), "channel=%s waits", channel);
        }
    }

    public void goesOn(String channel) {
        if (waitingFor.remove(channel) != null) {
            LOG.infof("channel=%s goes on", channel);
        }
    }

    private long busySeconds(String channel) {
        return underWay.stream()
                .filter(attempt -> attempt.channel.equals(channel))
                .mapToLong(Attempt::seconds)
                .max()
                .orElse(0);
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck progress() {
        return () -> {
            var response = HealthCheckResponse.named("channels make progress").up();
            waitingFor.forEach((channel, failure) -> response.down().withData(channel, failure));
            return downIfBusy(response, STUCK_AFTER);
        };
    }

    /** An outage is none of its reasons, however long: each attempt then has its end. */
    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck end() {
        return () ->
                downIfBusy(HealthCheckResponse.named("channels come to an end").up(), deadAfter);
    }

    private HealthCheckResponse downIfBusy(HealthCheckResponseBuilder response, Duration longest) {
        underWay.stream()
                .filter(attempt -> attempt.seconds() > longest.toSeconds())
                .forEach(attempt -> response.down().withData(attempt.channel + " busy for seconds", attempt.seconds()));
        return response.build();
    }
}
