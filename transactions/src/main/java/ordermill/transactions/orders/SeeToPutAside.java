package ordermill.transactions.orders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;
import ordermill.chassis.Stop;
import ordermill.chassis.Waiting;
import ordermill.transactions.payments.Charges;

/**
 * Takes the charges that are due, on any replica, each for itself: who is not answered takes one of the places, and holds
 * up nobody who is due after it. An outage makes all wait; what fails for good waits for a person.
 */
@ApplicationScoped
class SeeToPutAside {

    private static final Logger LOG = Logger.getLogger(SeeToPutAside.class);
    private static final int AT_ONCE = 64;
    private static final int HANDFUL = 5;

    private final Charges charges;
    private final DecidePutAside decidePutAside;
    private final Waiting waiting;
    private final Migrations migrations;
    private final Stop stop;
    private final Clock clock;
    private final Duration lease;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger bugsInARow = new AtomicInteger();
    private final AtomicReference<Charges.Count> count = new AtomicReference<>(new Charges.Count(0, 0));

    SeeToPutAside(
            Charges charges,
            DecidePutAside decidePutAside,
            Waiting waiting,
            Migrations migrations,
            Stop stop,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "chassis.attempt-limit") Duration attemptLimit) {
        this.charges = charges;
        this.decidePutAside = decidePutAside;
        this.waiting = waiting;
        this.migrations = migrations;
        this.stop = stop;
        this.clock = clock;
        // Nobody else takes what is under way.
        this.lease = attemptLimit.multipliedBy(2);
        Gauge.builder("charges.put.aside", count, known -> known.get().putAside())
                .description("Orders whose charge had no answer yet.")
                .register(meters);
        Gauge.builder("charges.need.attention", count, known -> known.get().needAttention())
                .description("Orders whose charge only a person can settle.")
                .register(meters);
    }

    @Scheduled(every = "{payments.try-again-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> takeDue() {
        if (!migrations.areDone() || !backoff.isOver(clock.instant())) {
            return Uni.createFrom().voidItem();
        }
        return stop.letEnd(() -> charges.claimDue(clock.instant(), lease, AT_ONCE - underWay.get())
                .invoke(due -> due.forEach(this::begin))
                .chain(charges::count)
                .invoke(count::set)
                .replaceWithVoid()
                .onFailure()
                .invoke(this::pause)
                .onFailure()
                .recoverWithNull());
    }

    private void begin(Charges.Due due) {
        underWay.incrementAndGet();
        stop.letEnd(() -> waiting.limited(Uni.createFrom().deferred(() -> decidePutAside.decide(due)))
                        .invoke(this::succeeded)
                        .onFailure()
                        .recoverWithUni(failure -> failed(due.request().orderId(), failure)))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .subscribe()
                // Else it is due again when its lease is over.
                .with(seenTo -> {}, this::pause);
    }

    private void succeeded() {
        backoff.succeeded();
        bugsInARow.set(0);
    }

    /** More than a handful of unknown causes in a row: the code is wrong, and not the orders. */
    private Uni<Void> failed(String orderId, Throwable failure) {
        Failure kind = Failure.of(failure);
        return kind == Failure.DATA || kind == Failure.BUG && bugsInARow.incrementAndGet() <= HANDFUL
                ? charges.needsAttention(orderId, Failure.inWords(failure))
                : charges.release(orderId, pause(failure));
    }

    private Instant pause(Throwable failure) {
        Instant now = clock.instant();
        if (backoff.isOver(now)) {
            LOG.warnf("charges that were put aside wait on: %s", Failure.inWords(failure));
        }
        return backoff.failed(now);
    }
}
