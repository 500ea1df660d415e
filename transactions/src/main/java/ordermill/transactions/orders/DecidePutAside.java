package ordermill.transactions.orders;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Publish;
import ordermill.transactions.Topics;
import ordermill.transactions.payments.ChargeOnce;
import ordermill.transactions.payments.Charges;
import ordermill.transactions.payments.PaymentGateway.Outcome;

/** An order whose charge was put aside -> its decision, if the gateway answers now. */
@ApplicationScoped
class DecidePutAside {

    private final Charges charges;
    private final ChargeOnce chargeOnce;
    private final Decide decide;
    private final Ledger ledger;
    private final Publish publish;
    private final String emailDomain;

    DecidePutAside(
            Charges charges,
            ChargeOnce chargeOnce,
            Decide decide,
            Ledger ledger,
            Publish publish,
            @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.charges = charges;
        this.chargeOnce = chargeOnce;
        this.decide = decide;
        this.ledger = ledger;
        this.publish = publish;
        this.emailDomain = emailDomain;
    }

    /** Completes when it is decided, has its next try, or waits for a person. */
    Uni<Void> decide(Charges.Due due) {
        OrderDetails order = read(due.request());
        return chargeOnce
                .again(due, Decide.charge(order))
                .onItem()
                .ifNotNull()
                .transformToUni(outcome -> record(due.request(), order, outcome));
    }

    private Uni<Void> record(Charges.Request request, OrderDetails order, Outcome outcome) {
        String id = order.orderId();
        return ledger.recordOnce(List.of(decide.decided(order, outcome)), List.of(id))
                .map(recorded -> recorded.get(id))
                .chain(stored -> stored.tellsItsCharge()
                        ? publish.inTrace(request.traceparent(), Publish.record(stored.topic(), id, stored.event()))
                                .chain(() -> charges.done(id))
                        : charges.needsAttention(id, ChargeOnce.DECIDED_OTHERWISE));
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
