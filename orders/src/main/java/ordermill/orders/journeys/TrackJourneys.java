package ordermill.orders.journeys;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.chassis.Polls.Unreadable;
import ordermill.orders.Topics;

/** Every event of an order or a ride -> its journey; a dead letter -> where its record stood. */
@ApplicationScoped
class TrackJourneys {

    static final String CHANNEL = "journeys";

    private static final Set<String> LETTERS = Set.of(Topics.ORDER_DETAILS_DLQ, Topics.RIDE_DETAILS_DLQ);

    /** The last stop of a journey: nobody else reads these, so what is unreadable in them is a dead letter of ours. */
    private static final Set<String> OURS = Set.of(Topics.ORDER_EMAIL_SENT, Topics.RIDE_EMAIL_SENT);

    private final Polls polls;
    private final Journeys journeys;
    private final Letters letters;
    private final JourneyTraces journeyTraces;

    TrackJourneys(Polls polls, Journeys journeys, Letters letters, JourneyTraces journeyTraces) {
        this.polls = polls;
        this.journeys = journeys;
        this.letters = letters;
        this.journeyTraces = journeyTraces;
    }

    @Incoming(CHANNEL)
    Uni<Void> track(ConsumerRecords<byte[], byte[]> records) {
        return handle(among(records, LETTERS::contains), Letter::read, Unreadable.ARE_SKIPPED, letters::add)
                .chain(() ->
                        handle(among(records, OURS::contains), ReadSteps::read, Unreadable.ARE_DEAD_LETTERS, this::add))
                .chain(() -> handle(
                        among(records, topic -> !LETTERS.contains(topic) && !OURS.contains(topic)),
                        ReadSteps::read,
                        Unreadable.ARE_SKIPPED,
                        this::add));
    }

    private Uni<Void> add(List<Step> steps) {
        return journeys.add(steps).chain(() -> journeyTraces.add(steps));
    }

    private <E> Uni<Void> handle(
            ConsumerRecords<byte[], byte[]> records,
            Polls.Reader<E> reader,
            Unreadable unreadable,
            Function<List<E>, Uni<Void>> add) {
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : polls.handle(
                        CHANNEL,
                        records,
                        reader,
                        unreadable,
                        events -> add.apply(events.stream().map(Read::event).toList())
                                .replaceWith(Answer::none));
    }

    private static ConsumerRecords<byte[], byte[]> among(
            ConsumerRecords<byte[], byte[]> records, Predicate<String> isOne) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> some = records.partitions().stream()
                .filter(partition -> isOne.test(partition.topic()))
                .collect(Collectors.toMap(Function.identity(), records::records));
        return new ConsumerRecords<>(some, Map.of());
    }
}
