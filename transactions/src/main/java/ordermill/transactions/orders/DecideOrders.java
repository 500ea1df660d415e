package ordermill.transactions.orders;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Fault;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.transactions.Topics;

/** order_details -> order_confirmed or order_rejected. Redelivery publishes the stored decision again, which is harmless. */
@ApplicationScoped
class DecideOrders {

    private final Polls polls;
    private final Decide decide;
    private final Ledger ledger;
    private final String emailDomain;

    DecideOrders(
            Polls polls,
            Decide decide,
            Ledger ledger,
            @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.polls = polls;
        this.decide = decide;
        this.ledger = ledger;
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
                .map(recorded -> answer(orders, recorded));
    }

    private static Map<String, Read<OrderDetails>> firstOfEach(List<Read<OrderDetails>> orders) {
        Map<String, Read<OrderDetails>> first = new LinkedHashMap<>();
        orders.forEach(order -> first.putIfAbsent(order.event().orderId(), order));
        return first;
    }

    private static Answer answer(List<Read<OrderDetails>> orders, Map<String, Ledger.Recorded> recorded) {
        Answer answer = Answer.none();
        for (Read<OrderDetails> order : orders) {
            String id = order.event().orderId();
            Ledger.Recorded decision = recorded.get(id);
            if (decision == null) {
                // Its charge is put aside: the decision will be published then.
                continue;
            }
            if (decision.isOf(order.event())) {
                answer.publish(order.record(), decision.topic(), id, decision.event());
            } else {
                answer.refuse(order.record(), new Fault("order_id", "is known with other content"));
            }
        }
        return answer;
    }
}
