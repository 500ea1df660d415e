package ordermill.transactions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
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
        Polled polled = read(records);
        return keepTrying.until(CHANNEL, () -> decide(polled));
    }

    private Uni<Void> decide(Polled polled) {
        return ledger.decisionsOf(polled.first.keySet())
                .chain(known -> payments.decide(polled.unknownTo(known))
                        .chain(made -> ledger.recordOnce(made.values())
                                .map(recorded -> polled.outcome(made, union(known, recorded)))))
                .chain(publish::all);
    }

    private static <K, V> Map<K, V> union(Map<K, V> one, Map<K, V> other) {
        Map<K, V> union = new HashMap<>(one);
        union.putAll(other);
        return union;
    }

    private Polled read(ConsumerRecords<String, byte[]> records) {
        Polled polled = new Polled();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                polled.add(OrderDetails.read(record, emailDomain), record);
            } catch (RuntimeException unreadable) {
                polled.deadLetters.add(DeadLetter.of(record, unreadable));
            }
        }
        return polled;
    }

    /** One poll's records: the orders by id as they came first, all that came, and what could not be read. */
    private static final class Polled {

        private final Map<String, OrderDetails> first = new LinkedHashMap<>();
        private final Map<ConsumerRecord<String, byte[]>, OrderDetails> all = new LinkedHashMap<>();
        private final List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();

        void add(OrderDetails order, ConsumerRecord<String, byte[]> record) {
            first.putIfAbsent(order.orderId(), order);
            all.put(record, order);
        }

        List<OrderDetails> unknownTo(Map<String, Decision> known) {
            return first.values().stream()
                    .filter(order -> !known.containsKey(order.orderId()))
                    .toList();
        }

        /** Each order's stored decision, and a dead letter for each record whose order is stored with another content. */
        List<ProducerRecord<String, byte[]>> outcome(Map<String, Decision> made, Map<String, Decision> stored) {
            List<ProducerRecord<String, byte[]>> outcome = new ArrayList<>(deadLetters);
            all.forEach((record, order) -> {
                Decision decision = stored.get(order.orderId());
                boolean madeOfThis = made.get(order.orderId()) == decision && first.get(order.orderId()) == order;
                if (madeOfThis || order.hasContentOf(Json.object(decision.event()))) {
                    outcome.add(new ProducerRecord<>(
                            decision.topic(), order.orderId(), decision.event().getBytes(StandardCharsets.UTF_8)));
                } else {
                    outcome.add(DeadLetter.of(
                            record, new Unreadable("order %s is known with other content".formatted(order.orderId()))));
                }
            });
            return outcome;
        }
    }
}
