package ordermill.analytics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** ride_confirmed, ride_rejected -> counted_rides and the sums of rides, each ride once however often it comes. */
@ApplicationScoped
class CountRides {

    private static final String CONFIRMED = "ride_confirmed";
    private static final String REJECTED = "ride_rejected";

    private final ReadRecords read;
    private final Rides rides;
    private final Publish publish;
    private final PublishTotals publishTotals;
    private final KeepTrying keepTrying;
    private final MeterRegistry meters;
    private final BigDecimal zoneSize;

    CountRides(
            ReadRecords read,
            Rides rides,
            Publish publish,
            PublishTotals publishTotals,
            KeepTrying keepTrying,
            MeterRegistry meters,
            @ConfigProperty(name = "analytics.zone-size") BigDecimal zoneSize) {
        if (zoneSize.signum() <= 0) {
            throw new IllegalArgumentException("analytics.zone-size is not above 0: " + zoneSize);
        }
        this.read = read;
        this.rides = rides;
        this.publish = publish;
        this.publishTotals = publishTotals;
        this.keepTrying = keepTrying;
        this.meters = meters;
        this.zoneSize = zoneSize;
    }

    @Incoming(CONFIRMED)
    Uni<Void> countConfirmed(ConsumerRecords<String, byte[]> records) {
        // Its dead letters are written by notifications.
        return count(CONFIRMED, read.orSkip(records, record -> DecidedRide.confirmed(record, zoneSize)));
    }

    @Incoming(REJECTED)
    Uni<Void> countRejected(ConsumerRecords<String, byte[]> records) {
        return count(REJECTED, read.orDeadLetter(records, record -> DecidedRide.rejected(record, zoneSize)));
    }

    private Uni<Void> count(String channel, ReadRecords.Polled<DecidedRide> polled) {
        return keepTrying
                .until(channel, () -> publish.all(polled.deadLetters()))
                .chain(() -> keepTrying.until(channel, () -> count(channel, polled.events())));
    }

    private Uni<Void> count(String channel, List<DecidedRide> decided) {
        if (decided.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return rides.countOnce(decided)
                .invoke(counted -> meters.counter("analytics.counted.rides", "topic", channel)
                        .increment(counted))
                .chain(() -> publishTotals.ofAllAnd(Set.of()));
    }
}
