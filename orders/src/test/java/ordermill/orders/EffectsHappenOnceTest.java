package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A record delivered again changes nothing, and what a client sends again and again leaves a journey small. */
@QuarkusTest
@TestProfile(InMemory.Profile.class)
class EffectsHappenOnceTest extends InMemory {

    private static final int KEPT = 8;

    @Test
    void eventDeliveredTwiceIsOneStepOfItsJourney() {
        var order = Sample.of(Topics.ORDER_DETAILS);
        var placed = record(order);
        var confirmed = record(order.then(Topics.ORDER_CONFIRMED));

        deliver(placed);
        deliver(confirmed);
        deliver(confirmed);
        deliver(placed);

        journey(order)
                .body("status", equalTo("confirmed"))
                .body("timeline", hasSize(2))
                .body("timeline.topic", containsInAnyOrder(Topics.ORDER_DETAILS, Topics.ORDER_CONFIRMED));
    }

    @Test
    void wholeJourneyInOneBatchEndsWhereItLeads() {
        var order = Sample.of(Topics.ORDER_DETAILS);
        var rejected = order.then(Topics.ORDER_REJECTED);

        deliver(
                record(rejected),
                record(rejected),
                ordermill.testing.Polls.record(Topics.ORDER_REJECTED, order.id(), "not json"),
                record(rejected));

        journey(order).body("status", equalTo("rejected")).body("timeline", hasSize(3));
    }

    @Test
    void everyStepOfARideIsOneEach() {
        var ride = Sample.of(Topics.RIDE_DETAILS);
        var records = List.of(
                record(ride), record(ride.then(Topics.RIDE_CONFIRMED)), record(ride.then(Topics.RIDE_EMAIL_SENT)));

        for (int times = 0; times < 2; times++) {
            records.forEach(this::deliver);
        }

        journey(ride).body("status", equalTo("email_sent")).body("timeline", hasSize(3));
    }

    @Test
    void orderSentTenThousandTimesHasASmallJourneyThatCountsThem() {
        var order = Sample.of(Topics.ORDER_DETAILS);
        List<ConsumerRecord<byte[], byte[]>> all =
                IntStream.range(0, 10_000).mapToObj(n -> record(order)).toList();

        for (int from = 0; from < all.size(); from += 2_000) {
            deliver(all.subList(from, from + 2_000));
            deliver(all.subList(from + 1_000, from + 2_000));
        }
        deliver(record(order.then(Topics.ORDER_CONFIRMED)));

        journey(order).statusCode(200);
        long began = System.nanoTime();
        var journey = journey(order);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        journey.body("status", equalTo("confirmed"))
                .body("timeline", hasSize(KEPT + 2))
                .body("timeline.find { it.repeats != null }.repeats", equalTo(10_000 - KEPT))
                .body("timeline.find { it.repeats != null }.offset", equalTo((int)
                        all.get(all.size() - 1).offset()));
        assertThat(journey.extract().asByteArray().length).isLessThan(2_000);
    }

    @Test
    void fewEventsDeliveredAgainInAnotherPollAreCountedOnce() {
        var order = Sample.of(Topics.ORDER_DETAILS);
        var all = IntStream.range(0, 12).mapToObj(n -> record(order)).toList();

        deliver(all.subList(0, 5));
        deliver(all.subList(3, 10));
        deliver(all.subList(0, 12));
        deliver(all);

        journey(order)
                .body("timeline", hasSize(KEPT + 1))
                .body("timeline.find { it.repeats != null }.repeats", equalTo(4));
    }

    @SuppressWarnings("unchecked")
    private void deliver(List<ConsumerRecord<byte[], byte[]>> records) {
        deliver(records.toArray(ConsumerRecord[]::new));
    }
}
