package ordermill.orders;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Places random orders and rides, so that there is something to see. Off in production. */
@ApplicationScoped
class Simulator {

    private static final Logger LOG = Logger.getLogger(Simulator.class);
    private static final int AT_ONCE = 64;

    private final Accept accept;
    private final Publish publish;
    private final Clock clock;
    private final AtomicLong placed = new AtomicLong();

    private SimulatorSettings settings;
    private Cancellable ticks = () -> {};
    private volatile ObjectNode latest;

    Simulator(Accept accept, Publish publish, Clock clock, Config config) {
        this.accept = accept;
        this.publish = publish;
        this.clock = clock;
        settings = SimulatorSettings.of(config);
    }

    void start(@Observes StartupEvent start) {
        run(settings);
    }

    @PreDestroy
    synchronized void stop() {
        ticks.cancel();
    }

    synchronized SimulatorSettings settings() {
        return settings;
    }

    long placed() {
        return placed.get();
    }

    /** Goes on with these settings; what was placed so far no longer counts towards the limit. */
    synchronized void run(SimulatorSettings next) {
        ticks.cancel();
        settings = next;
        placed.set(0);
        ticks = next.every().isZero()
                ? () -> {}
                : Multi.createFrom()
                        .ticks()
                        .every(next.every())
                        .onOverflow()
                        .drop()
                        .onItem()
                        .transformToUni(tick -> place(next))
                        .merge(AT_ONCE)
                        .subscribe()
                        .with(done -> {}, failure -> LOG.error("the simulator stopped", failure));
    }

    private Uni<Void> place(SimulatorSettings how) {
        if (placed.incrementAndGet() > how.limit()) {
            placed.decrementAndGet();
            return Uni.createFrom().voidItem();
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextDouble() < how.malformed()) {
            byte[] noOrder = "{\"simulated\":\"malformed\"".getBytes(StandardCharsets.UTF_8);
            return publish.one(new ProducerRecord<>(
                            Flow.ORDER.topic(), UUID.randomUUID().toString(), noOrder))
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithNull();
        }
        ObjectNode again = latest;
        boolean duplicate = again != null && random.nextDouble() < how.duplicates();
        ObjectNode event = duplicate ? again.deepCopy() : RandomRequests.next(how, random);
        Asked asked = event.has("location")
                ? RideDetails.ask(event, clock.instant())
                : OrderDetails.ask(event, clock.instant());
        latest = asked.event();
        return accept.accept(asked).replaceWithVoid();
    }
}
