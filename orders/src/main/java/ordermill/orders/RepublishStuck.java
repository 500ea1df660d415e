package ordermill.orders;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Accepted orders without a decision -> order_details again. Safe, since a decision is made once; each shows as stuck. */
@ApplicationScoped
class RepublishStuck {

    private static final Logger LOG = Logger.getLogger(RepublishStuck.class);

    private final Schema schema;
    private final Journeys journeys;
    private final Publish publish;
    private final Duration after;
    private final AtomicLong stuck;
    private final Counter republished;

    RepublishStuck(
            Schema schema,
            Journeys journeys,
            Publish publish,
            @ConfigProperty(name = "orders.republish-after") Duration after,
            MeterRegistry metrics) {
        this.schema = schema;
        this.journeys = journeys;
        this.publish = publish;
        this.after = after;
        stuck = metrics.gauge("orders.stuck", new AtomicLong());
        republished = metrics.counter("orders.republished");
    }

    @Scheduled(
            every = "{orders.republish-every}",
            delayed = "{orders.republish-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> republish() {
        if (!schema.isMigrated()) {
            return Uni.createFrom().voidItem();
        }
        return journeys.countStuck(after)
                .invoke(stuck::set)
                .chain(() -> journeys.claimStuck(after))
                .invoke(claimed -> republished.increment(claimed.size()))
                .chain(claimed -> publish.all(claimed.stream()
                        .map(order -> new ProducerRecord<>(order.flow().topic(), order.id(), order.record()))
                        .toList()))
                .onFailure()
                .recoverWithItem(failure -> {
                    // The claim stands for a while, then the next run takes it again.
                    LOG.warnf("stuck orders wait: %s", failure);
                    return null;
                });
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }
}
