package ordermill.notifications;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.notifications.confirmed.Confirmed;
import ordermill.notifications.confirmed.OrderConfirmed;
import ordermill.notifications.confirmed.RideConfirmed;

/**
 * order_confirmed, ride_confirmed -> a row of the queue for each, and the workers woken. What is delivered again has its
 * stored event published again, which is harmless.
 */
@ApplicationScoped
class QueueEmails {

    private static final String ORDER_CONFIRMED = "order_confirmed";
    private static final String RIDE_CONFIRMED = "ride_confirmed";

    private final Polls polls;
    private final SentEmails sentEmails;
    private final SendDueEmails workers;

    QueueEmails(Polls polls, SentEmails sentEmails, SendDueEmails workers) {
        this.polls = polls;
        this.sentEmails = sentEmails;
        this.workers = workers;
    }

    @Incoming(ORDER_CONFIRMED)
    Uni<Void> orders(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(ORDER_CONFIRMED, records, OrderConfirmed::read, this::queue);
    }

    @Incoming(RIDE_CONFIRMED)
    Uni<Void> rides(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(RIDE_CONFIRMED, records, RideConfirmed::read, this::queue);
    }

    private <E extends Confirmed> Uni<Answer> queue(List<Read<E>> confirmations) {
        Map<String, Read<E>> byId = new LinkedHashMap<>();
        confirmations.forEach(read -> byId.putIfAbsent(read.event().id(), read));
        return sentEmails.queue(byId.values()).invoke(workers::wake).map(ended -> answer(ended, byId));
    }

    private static <E> Answer answer(List<SentEmails.Event> ended, Map<String, Read<E>> confirmations) {
        Answer answer = Answer.none();
        for (SentEmails.Event event : ended) {
            answer.publish(
                    confirmations.get(event.key().id()).record(),
                    event.key().topic(),
                    event.key().id(),
                    event.json().getBytes(StandardCharsets.UTF_8));
        }
        return answer;
    }
}
