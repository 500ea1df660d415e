package ordermill.transactions;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** order_details -> order_confirmed or order_rejected. Redelivery publishes the stored decision again, which is harmless. */
@ApplicationScoped
class DecideOrders {

    private static final String CHANNEL = "order_details";

    private final Payments payments;
    private final Ledger ledger;
    private final Publish publish;
    private final KeepTrying keepTrying;
    private final String emailDomain;

    DecideOrders(
            Payments payments,
            Ledger ledger,
            Publish publish,
            KeepTrying keepTrying,
            @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.payments = payments;
        this.ledger = ledger;
        this.publish = publish;
        this.keepTrying = keepTrying;
        this.emailDomain = emailDomain;
    }

    @Incoming(CHANNEL)
    Uni<Void> decide(ConsumerRecords<String, byte[]> records) {
        Polled<OrderDetails> orders = Polled.read(records, record -> OrderDetails.read(record, emailDomain));
        return keepTrying.until(CHANNEL, () -> decide(orders));
    }

    private Uni<Void> decide(Polled<OrderDetails> orders) {
        return ledger.decisionsOf(orders.ids())
                .chain(known -> payments.decide(orders.unknownTo(known))
                        .chain(made -> ledger.recordOnce(made.values())
                                .map(recorded -> orders.outcome(made, union(known, recorded)))))
                .chain(publish::all);
    }

    private static Map<String, Decision> union(Map<String, Decision> known, Map<String, Decision> recorded) {
        Map<String, Decision> union = new HashMap<>(known);
        union.putAll(recorded);
        return union;
    }
}
