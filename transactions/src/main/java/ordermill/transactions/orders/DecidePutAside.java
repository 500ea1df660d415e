package ordermill.transactions.orders;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;
import ordermill.chassis.Publish;
import ordermill.chassis.Stop;
import ordermill.transactions.Topics;
import ordermill.transactions.payments.ChargeOnce;
import ordermill.transactions.payments.Charges;

/** Orders whose charge was put aside -> their decision, as soon as the gateway answers; any replica takes what is due. */
@ApplicationScoped
class DecidePutAside {

    private static final Logger LOG = Logger.getLogger(DecidePutAside.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 64;

    private final Charges charges;
    private final ChargeOnce chargeOnce;
    private final Decide decide;
    private final Ledger ledger;
    private final Publish publish;
    private final Migrations migrations;
    private final Stop stop;
    private final Clock clock;
    private final String emailDomain;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<Charges.Count> count = new AtomicReference<>(new Charges.Count(0, 0));

    DecidePutAside(
            Charges charges,
            ChargeOnce chargeOnce,
            Decide decide,
            Ledger ledger,
            Publish publish,
            Migrations migrations,
            Stop stop,
            Clock clock,
            @ConfigProperty(name = "customers.email-domain") String emailDomain,
            MeterRegistry meters) {
        this.charges = charges;
        this.chargeOnce = chargeOnce;
        this.decide = decide;
        this.ledger = ledger;
        this.publish = publish;
        this.migrations = migrations;
        this.stop = stop;
        this.clock = clock;
        this.emailDomain = emailDomain;
        Gauge.builder("charges.put.aside", count, known -> known.get().putAside())
                .description("Orders whose charge had no answer yet.")
                .register(meters);
        Gauge.builder("charges.need.attention", count, known -> known.get().needAttention())
                .description("Orders of which the gateway cannot say whether they were charged.")
                .register(meters);
    }

    @Scheduled(every = "{payments.try-again-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> decideDue() {
        if (!migrations.areDone()) {
            return Uni.createFrom().voidItem();
        }
        return stop.letEnd(() -> charges.claimDue(clock.instant(), LEASE, AT_ONCE - underWay.get())
                .invoke(due -> due.forEach(this::begin))
                .chain(charges::count)
                .invoke(count::set)
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("charges that were put aside wait on: %s", Failure.inWords(failure));
                    return null;
                }));
    }

    /** Each for itself: who is not answered takes one of the places, and holds up nobody who is due after it. */
    private void begin(Charges.Due due) {
        underWay.incrementAndGet();
        stop.letEnd(() -> Uni.createFrom()
                        .deferred(() -> decideOne(due))
                        .onFailure()
                        .recoverWithUni(failure -> {
                            LOG.debugf(
                                    "orderId=%s stays aside: %s", due.request().orderId(), Failure.inWords(failure));
                            return charges.release(
                                    due.request().orderId(), clock.instant().plus(AFTER_A_FAILURE));
                        }))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .subscribe()
                .with(
                        decided -> {},
                        failure -> LOG.warnf("a charge that was put aside waits on: %s", Failure.inWords(failure)));
    }

    private Uni<Void> decideOne(Charges.Due due) {
        OrderDetails order = read(due.request());
        return chargeOnce
                .again(due, Decide.charge(order))
                .onItem()
                .ifNotNull()
                .transformToUni(payment -> ledger.recordOnce(
                                List.of(decide.decided(order, payment)), List.of(order.orderId()))
                        .map(recorded -> recorded.get(order.orderId()))
                        .chain(decision -> publish.inTrace(
                                due.request().traceparent(),
                                Publish.record(decision.topic(), order.orderId(), decision.event())))
                        .chain(() -> charges.done(order.orderId())));
    }

    private OrderDetails read(Charges.Request request) {
        var record = new ConsumerRecord<>(
                Topics.ORDER_DETAILS,
                0,
                0,
                request.writtenAt().toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                request.value().length,
                (byte[]) null,
                request.value(),
                new RecordHeaders(),
                Optional.empty());
        return OrderDetails.read(record, emailDomain);
    }
}
