package ordermill.analytics;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** One reading of the dashboard's figures a second for all who look, and none while nobody looks. */
@ApplicationScoped
class ShareDashboard {

    private static final Logger LOG = Logger.getLogger(ShareDashboard.class);
    private static final long SHARED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Uni<Dashboard> current;
    private volatile boolean away;
    private volatile long readAt;
    private volatile boolean reading;

    ShareDashboard(Figures figures, Clock clock, MeterRegistry meters) {
        Counter readings = meters.counter("analytics.dashboard.readings");
        current = Uni.createFrom()
                .deferred(() -> {
                    reading = true;
                    readings.increment();
                    return figures.dashboard();
                })
                .map(content -> new Dashboard(
                        content.toString(),
                        content.put("time", Json.epochSeconds(clock.instant())).toString()))
                .onItemOrFailure()
                .invoke((read, failure) -> isRead(failure))
                .memoize()
                // Time runs from the answer on: a slow database must not be asked again while it still works.
                .until(() -> !reading && System.nanoTime() - readAt > SHARED_NANOS);
    }

    /**
     * The figures at one moment.
     *
     * @param content all of it but the time: equal as long as nothing happened
     * @param json what is sent
     */
    record Dashboard(String content, String json) {}

    /** The figures, at most a second old; fails with {@link NotNow}. */
    Uni<Dashboard> current() {
        return current;
    }

    private void isRead(Throwable failure) {
        readAt = System.nanoTime();
        reading = false;
        if (failure != null && !away) {
            LOG.warnf("the dashboard's figures cannot be read: %s", failure.getMessage());
        } else if (failure == null && away) {
            LOG.info("the dashboard's figures can be read again");
        }
        away = failure != null;
    }
}
