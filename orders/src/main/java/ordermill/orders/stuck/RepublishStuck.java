package ordermill.orders.stuck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;
import ordermill.chassis.Publish;
import ordermill.chassis.Stop;
import ordermill.chassis.watching.Traces;

/** Accepted orders without a decision -> order_details again. Safe, since a decision is made once; each shows as stuck. */
@ApplicationScoped
class RepublishStuck {

    private static final Logger LOG = Logger.getLogger(RepublishStuck.class);

    private final Migrations migrations;
    private final StuckJourneys stuckJourneys;
    private final Publish publish;
    private final Stop stop;
    private final Duration after;
    private final AtomicLong stuck;
    private final Counter republished;

    RepublishStuck(
            Migrations migrations,
            StuckJourneys stuckJourneys,
            Publish publish,
            Stop stop,
            @ConfigProperty(name = "orders.republish-after") Duration after,
            MeterRegistry meters) {
        this.migrations = migrations;
        this.stuckJourneys = stuckJourneys;
        this.publish = publish;
        this.stop = stop;
        this.after = after;
        stuck = meters.gauge("orders.stuck", new AtomicLong());
        republished = meters.counter("orders.republished");
    }

    @Scheduled(
            every = "{orders.republish-every}",
            delayed = "{orders.republish-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> republish() {
        if (!migrations.areDone() || stop.hasBegun()) {
            return Uni.createFrom().voidItem();
        }
        return stop.letEnd(this::claimAndPublish).onFailure().recoverWithItem(failure -> {
            // The claim stands for a while, then the next run takes it again.
            LOG.warnf("stuck orders wait: %s", Failure.inWords(failure));
            return null;
        });
    }

    private Uni<Void> claimAndPublish() {
        return stuckJourneys
                .forgetRefused()
                .chain(() -> stuckJourneys.count(after))
                .invoke(stuck::set)
                .chain(() -> stuckJourneys.claim(after))
                .chain(this::publish);
    }

    private Uni<Void> publish(List<StuckJourneys.Undecided> claimed) {
        return publish.all(claimed.stream()
                        .map(order -> Traces.carry(
                                order.traceparent(), Publish.record(order.flow().topic(), order.id(), order.record())))
                        .toList())
                .invoke(() -> republished.increment(claimed.size()));
    }
}
