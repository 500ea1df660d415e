package ordermill.analytics;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** order_confirmed, order_rejected -> counted_orders and the sums of sales, each order once however often it comes. */
@ApplicationScoped
class CountOrders {

    private static final String CONFIRMED = "order_confirmed";
    private static final String REJECTED = "order_rejected";

    private final ReadRecords read;
    private final Sales sales;
    private final Publish publish;
    private final PublishTotals publishTotals;
    private final KeepTrying keepTrying;
    private final MeterRegistry meters;

    CountOrders(
            ReadRecords read,
            Sales sales,
            Publish publish,
            PublishTotals publishTotals,
            KeepTrying keepTrying,
            MeterRegistry meters) {
        this.read = read;
        this.sales = sales;
        this.publish = publish;
        this.publishTotals = publishTotals;
        this.keepTrying = keepTrying;
        this.meters = meters;
    }

    @Incoming(CONFIRMED)
    Uni<Void> countConfirmed(ConsumerRecords<String, byte[]> records) {
        // Its dead letters are written by notifications.
        return count(CONFIRMED, read.orSkip(records, DecidedOrder::confirmed));
    }

    @Incoming(REJECTED)
    Uni<Void> countRejected(ConsumerRecords<String, byte[]> records) {
        return count(REJECTED, read.orDeadLetter(records, DecidedOrder::rejected));
    }

    private Uni<Void> count(String channel, ReadRecords.Polled<DecidedOrder> polled) {
        return keepTrying
                .until(channel, () -> publish.all(polled.deadLetters()))
                .chain(() -> keepTrying.until(channel, () -> count(channel, polled.events())));
    }

    private Uni<Void> count(String channel, List<DecidedOrder> orders) {
        if (orders.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return sales.countOnce(orders)
                .invoke(counted -> meters.counter("analytics.counted.orders", "topic", channel)
                        .increment(counted))
                .chain(() -> publishTotals.ofAllAnd(kinds(orders)));
    }

    private static Set<String> kinds(List<DecidedOrder> orders) {
        return orders.stream().map(DecidedOrder::kind).collect(Collectors.toSet());
    }
}
