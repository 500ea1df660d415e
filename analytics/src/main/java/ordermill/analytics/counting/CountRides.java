package ordermill.analytics.counting;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.chassis.Polls.Unreadable;

/** ride_confirmed, ride_rejected -> counted_rides and the sums of rides, each ride once however often it comes. */
@ApplicationScoped
class CountRides {

    private static final String RIDE_CONFIRMED = "ride_confirmed";
    private static final String RIDE_REJECTED = "ride_rejected";

    private final Polls polls;
    private final Grid grid;
    private final Rides rides;
    private final PublishTotals publishTotals;
    private final MeterRegistry meters;

    CountRides(Polls polls, Grid grid, Rides rides, PublishTotals publishTotals, MeterRegistry meters) {
        this.polls = polls;
        this.grid = grid;
        this.rides = rides;
        this.publishTotals = publishTotals;
        this.meters = meters;
    }

    @Incoming(RIDE_CONFIRMED)
    Uni<Void> countConfirmed(ConsumerRecords<byte[], byte[]> records) {
        // What is unreadable here is so for notifications, which writes the dead letters.
        return polls.handle(
                RIDE_CONFIRMED,
                records,
                record -> DecidedRide.confirmed(record, grid),
                Unreadable.ARE_SKIPPED,
                decided -> count(RIDE_CONFIRMED, decided));
    }

    @Incoming(RIDE_REJECTED)
    Uni<Void> countRejected(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(
                RIDE_REJECTED,
                records,
                record -> DecidedRide.rejected(record, grid),
                decided -> count(RIDE_REJECTED, decided));
    }

    private Uni<Answer> count(String topic, List<Read<DecidedRide>> decided) {
        return rides.countOnce(decided.stream().map(Read::event).toList())
                .invoke(counted -> meters.counter("analytics.counted.rides", "topic", topic)
                        .increment(counted))
                .chain(() -> publishTotals.ofAllAnd(Set.of()))
                .replaceWith(Answer::none);
    }
}
