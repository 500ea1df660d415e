package ordermill.chassis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.health.api.HealthGroup;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * An orderly stop: HTTP traffic is sent elsewhere, nothing new is started, what is under way ends, and only then do the
 * clients close. Also the check of the group {@code http}, which says whether traffic shall come.
 */
@HealthGroup("http")
@Default
@ApplicationScoped
public class Stop implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Stop.class);
    private static final int BEFORE_THE_CLIENTS_CLOSE = 1;

    private final AtomicBoolean begun = new AtomicBoolean();
    private final Object turn = new Object();
    private final Duration within;
    private int underWay;

    Stop(@ConfigProperty(name = "chassis.stop-within") Duration within) {
        this.within = within;
    }

    /** Whether the service is about to end: start nothing new. */
    public boolean hasBegun() {
        return begun.get();
    }

    /** The work, which a stop lets end; after the stop has begun it is never started, and never ends. */
    public <T> Uni<T> letEnd(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (!enter()) {
                return Uni.createFrom().nothing();
            }
            return Uni.createFrom().<T>deferred(work::get).onTermination().invoke(this::leave);
        });
    }

    private boolean enter() {
        synchronized (turn) {
            if (begun.get()) {
                return false;
            }
            underWay++;
            return true;
        }
    }

    private void leave() {
        synchronized (turn) {
            underWay--;
            turn.notifyAll();
        }
    }

    void begin(@Observes ShutdownDelayInitiatedEvent delay) {
        synchronized (turn) {
            begun.set(true);
        }
    }

    void begin(@Observes @Priority(BEFORE_THE_CLIENTS_CLOSE) ShutdownEvent shutdown) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        synchronized (turn) {
            begun.set(true);
            for (long left = within.toMillis();
                    underWay > 0 && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                turn.wait(left);
            }
            if (underWay > 0) {
                LOG.warnf("stopped with %d pieces of work under way: the next replica does them again", underWay);
            }
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("takes requests").status(!hasBegun()).build();
    }
}
