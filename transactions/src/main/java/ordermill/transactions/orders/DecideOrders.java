package ordermill.transactions.orders;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Fault;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.transactions.Topics;
import ordermill.transactions.payments.Charges;

/** order_details -> order_confirmed or order_rejected. Redelivery publishes the stored decision again, which is harmless. */
@ApplicationScoped
class DecideOrders {

    private final Polls polls;
    private final Decide decide;
    private final Ledger ledger;
    private final Charges charges;
    private final Clock clock;
    private final String emailDomain;

    DecideOrders(
            Polls polls,
            Decide decide,
            Ledger ledger,
            Charges charges,
            Clock clock,
            @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.polls = polls;
        this.decide = decide;
        this.ledger = ledger;
        this.charges = charges;
        this.clock = clock;
        this.emailDomain = emailDomain;
    }

    @Incoming(Topics.ORDER_DETAILS)
    Uni<Void> decide(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(
                Topics.ORDER_DETAILS, records, record -> OrderDetails.read(record, emailDomain), this::decide);
    }

    private Uni<Answer> decide(List<Read<OrderDetails>> orders) {
        Map<String, Read<OrderDetails>> first = firstOfEach(orders);
        return decide.each(first.values())
                .chain(decisions -> ledger.recordOnce(decisions, first.keySet()))
                .chain(stored -> answer(orders, stored));
    }

    private static Map<String, Read<OrderDetails>> firstOfEach(List<Read<OrderDetails>> orders) {
        Map<String, Read<OrderDetails>> first = new LinkedHashMap<>();
        orders.forEach(order -> first.putIfAbsent(order.event().orderId(), order));
        return first;
    }

    private Uni<Answer> answer(List<Read<OrderDetails>> orders, Map<String, Stored> recorded) {
        Answer answer = Answer.none();
        Map<String, Charges.Request> left = new LinkedHashMap<>();
        for (Read<OrderDetails> order : orders) {
            String id = order.event().orderId();
            Stored stored = recorded.get(id);
            boolean same = stored.isOf(order.event());
            if (!same) {
                answer.refuse(order.record(), new Fault("order_id", "is known with other content"));
            } else if (stored.isDecided()) {
                answer.publish(order.record(), stored.topic(), id, stored.event());
            }
            if (stored.isLeft() && (same || stored.isDecided())) {
                left.putIfAbsent(id, Decide.request(order));
            }
        }
        return putAside(left.values()).replaceWith(answer);
    }

    /** Charges that were begun, of which a rule says otherwise now: they are seen to on their own. */
    private Uni<Void> putAside(Collection<Charges.Request> left) {
        return Multi.createFrom()
                .iterable(left)
                .onItem()
                .transformToUniAndConcatenate(request -> charges.putAside(request, clock.instant()))
                .collect()
                .last();
    }
}
