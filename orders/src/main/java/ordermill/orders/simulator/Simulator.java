package ordermill.orders.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Publish;
import ordermill.orders.Topics;
import ordermill.orders.placing.Outcome;
import ordermill.orders.placing.PlaceOnce;
import ordermill.orders.placing.Request;

/** Places random orders and rides, so that there is something to see. Off in production. */
@ApplicationScoped
class Simulator {

    private static final Logger LOG = Logger.getLogger(Simulator.class);
    private static final int AT_ONCE = 64;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final PlaceOnce placeOnce;
    private final Publish publish;
    private final Clock clock;
    private final AtomicLong placed = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();

    private SimulatorSettings settings;
    private Cancellable ticks = () -> {};
    private volatile ObjectNode latest;

    Simulator(PlaceOnce placeOnce, Publish publish, Clock clock, Config config) {
        this.placeOnce = placeOnce;
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
        begun.set(0);
        placed.set(0);
        ticks = next.every().isZero()
                ? () -> {}
                : topicsAreKnown()
                        .onItem()
                        .transformToMulti(known -> Multi.createFrom()
                                .ticks()
                                .every(next.every())
                                .onOverflow()
                                .drop())
                        .onItem()
                        .transformToUni(tick -> place(next))
                        .merge(AT_ONCE)
                        .subscribe()
                        .with(done -> {}, failure -> LOG.error("the simulator stopped", Failure.withoutWords(failure)));
    }

    /** The first request of a service that has just started would wait for them longer than a client does. */
    private Uni<Void> topicsAreKnown() {
        return Uni.createFrom()
                .deferred(() -> publish.know(Topics.ORDER_DETAILS).chain(() -> publish.know(Topics.RIDE_DETAILS)))
                .onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .indefinitely();
    }

    private Uni<Void> place(SimulatorSettings how) {
        if (begun.incrementAndGet() > how.limit()) {
            begun.decrementAndGet();
            return Uni.createFrom().voidItem();
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextDouble() < how.malformed() ? placeMalformed() : placeReadable(how, random);
    }

    private Uni<Void> placeMalformed() {
        byte[] noOrder = "{\"simulated\":\"malformed\"".getBytes(StandardCharsets.UTF_8);
        String key = UUID.randomUUID().toString();
        return untilTaken(Uni.createFrom()
                .deferred(() -> publish.one(Publish.record(Topics.ORDER_DETAILS, key, noOrder)))
                .replaceWithVoid());
    }

    private Uni<Void> placeReadable(SimulatorSettings how, ThreadLocalRandom random) {
        ObjectNode again = latest;
        boolean duplicate = again != null && random.nextDouble() < how.duplicates();
        ObjectNode event = duplicate ? again.deepCopy() : RandomRequests.next(how, random);
        Request request =
                event.has("location") ? Request.ride(event, clock.instant()) : Request.order(event, clock.instant());
        latest = request.details().event();
        return untilTaken(Uni.createFrom()
                .deferred(() -> placeOnce.place(request))
                .chain(outcome -> outcome instanceof Outcome.KafkaIsAway
                        ? Uni.createFrom().failure(new Failure.Away("Kafka"))
                        : Uni.createFrom().voidItem()));
    }

    /** As a good client does: the same request again, until Kafka is there. */
    private Uni<Void> untilTaken(Uni<Void> request) {
        return request.onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .indefinitely()
                .invoke(placed::incrementAndGet);
    }
}
