package ordermill.transactions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One poll's records: the requests by id as they came first, all that came, and what could not be read. */
final class Polled<R extends Polled.Request> {

    /** What a client asks for: an order or a ride. */
    interface Request {

        String id();

        /** Whether this request, sent again, is the one that was decided. */
        boolean hasContentOf(ObjectNode decided);
    }

    /** What is stored of a decided request. */
    interface Decided {

        String id();

        /** The topic that this decision belongs on. */
        String topic();

        /** The JSON that is published there. */
        String event();
    }

    private final Map<String, R> first = new LinkedHashMap<>();
    private final Map<ConsumerRecord<String, byte[]>, R> all = new LinkedHashMap<>();
    private final List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();

    private Polled() {}

    static <R extends Request> Polled<R> read(
            ConsumerRecords<String, byte[]> records, Function<ConsumerRecord<String, byte[]>, R> reader) {
        Polled<R> polled = new Polled<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                R request = reader.apply(record);
                polled.first.putIfAbsent(request.id(), request);
                polled.all.put(record, request);
            } catch (RuntimeException unreadable) {
                polled.deadLetters.add(DeadLetter.of(record, unreadable));
            }
        }
        return polled;
    }

    Collection<String> ids() {
        return first.keySet();
    }

    List<R> unknownTo(Map<String, ? extends Decided> known) {
        return first.values().stream()
                .filter(request -> !known.containsKey(request.id()))
                .toList();
    }

    /**
     * Each request's stored decision, and a dead letter for each record whose id is stored with other content.
     *
     * @param made the decisions that this poll made, by id
     * @param stored the decisions as they are stored now, by id
     */
    List<ProducerRecord<String, byte[]>> outcome(
            Map<String, ? extends Decided> made, Map<String, ? extends Decided> stored) {
        List<ProducerRecord<String, byte[]>> outcome = new ArrayList<>(deadLetters);
        all.forEach((record, request) -> {
            Decided decision = stored.get(request.id());
            boolean madeOfThis = made.get(request.id()) == decision && first.get(request.id()) == request;
            if (madeOfThis || request.hasContentOf(Json.object(decision.event()))) {
                outcome.add(new ProducerRecord<>(
                        decision.topic(), request.id(), decision.event().getBytes(StandardCharsets.UTF_8)));
            } else {
                outcome.add(DeadLetter.of(record, new Unreadable(request.id() + " is known with other content")));
            }
        });
        return outcome;
    }
}
