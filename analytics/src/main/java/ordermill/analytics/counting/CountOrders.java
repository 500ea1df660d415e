package ordermill.analytics.counting;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.chassis.Polls.Unreadable;

/** order_confirmed, order_rejected -> counted_orders and the sums of sales, each order once however often it comes. */
@ApplicationScoped
class CountOrders {

    private static final String ORDER_CONFIRMED = "order_confirmed";
    private static final String ORDER_REJECTED = "order_rejected";

    private final Polls polls;
    private final Sales sales;
    private final PublishTotals publishTotals;
    private final MeterRegistry meters;
    private final Counter revenue;

    CountOrders(Polls polls, Sales sales, PublishTotals publishTotals, MeterRegistry meters) {
        this.polls = polls;
        this.sales = sales;
        this.publishTotals = publishTotals;
        this.meters = meters;
        revenue = meters.counter("analytics.revenue");
    }

    @Incoming(ORDER_CONFIRMED)
    Uni<Void> countConfirmed(ConsumerRecords<byte[], byte[]> records) {
        // What is unreadable here is so for notifications, which writes the dead letters.
        return polls.handle(
                ORDER_CONFIRMED,
                records,
                DecidedOrder::confirmed,
                Unreadable.ARE_SKIPPED,
                orders -> count(ORDER_CONFIRMED, orders));
    }

    @Incoming(ORDER_REJECTED)
    Uni<Void> countRejected(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(ORDER_REJECTED, records, DecidedOrder::rejected, orders -> count(ORDER_REJECTED, orders));
    }

    private Uni<Answer> count(String topic, List<Read<DecidedOrder>> orders) {
        return sales.countOnce(orders.stream().map(Read::event).toList())
                .invoke(counted -> {
                    meters.counter("analytics.counted.orders", "topic", topic).increment(counted.orders());
                    revenue.increment(counted.revenue());
                })
                .chain(counted -> publishTotals.ofAllAnd(counted.kinds()))
                .replaceWith(Answer::none);
    }
}
