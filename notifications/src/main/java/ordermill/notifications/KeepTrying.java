package ordermill.notifications;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Repeats a channel's work until it succeeds: an outage loses no record, and readiness is red while it lasts. */
@Default
@Readiness
@ApplicationScoped
class KeepTrying implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(KeepTrying.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long STUCK_NANOS = Duration.ofSeconds(60).toNanos();

    private final Map<String, Long> runningSince = new ConcurrentHashMap<>();
    private final Map<String, String> waitingFor = new ConcurrentHashMap<>();

    private final Schema schema;

    KeepTrying(Schema schema) {
        this.schema = schema;
    }

    Uni<Void> until(String channel, Supplier<Uni<Void>> workSucceeds) {
        return Uni.createFrom()
                .deferred(() -> {
                    runningSince.putIfAbsent(channel, System.nanoTime());
                    return schema.migrated().chain(ready -> workSucceeds.get());
                })
                .onFailure()
                .invoke(failure -> waits(channel, failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .invoke(() -> goesOn(channel));
    }

    private void waits(String channel, Throwable failure) {
        if (waitingFor.put(channel, failure.getClass().getName()) == null) {
            LOG.warnf("channel=%s waits and tries again: %s", channel, withoutAddresses(failure));
        }
    }

    /** A mail server's answer often repeats the address. */
    private static String withoutAddresses(Throwable failure) {
        return failure.toString().replaceAll("\\S*@\\S*", "[address]");
    }

    private void goesOn(String channel) {
        runningSince.remove(channel);
        if (waitingFor.remove(channel) != null) {
            LOG.infof("channel=%s goes on", channel);
        }
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("channels make progress").up();
        waitingFor.forEach((channel, failure) -> response.down().withData(channel, failure));
        long now = System.nanoTime();
        runningSince.forEach((channel, since) -> {
            if (now - since > STUCK_NANOS) {
                response.down().withData(channel + " busy since seconds", (now - since) / 1_000_000_000);
            }
        });
        return response.build();
    }
}
