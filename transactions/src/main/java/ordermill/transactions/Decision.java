package ordermill.transactions;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became of an order, as the ledger stores it and the topics carry it.
 *
 * @param event the JSON of order_confirmed or order_rejected
 * @param reason why it was rejected; null where it was confirmed
 * @param paymentId the gateway's; null where it was rejected
 */
record Decision(
        String orderId,
        String status,
        String reason,
        String paymentId,
        BigDecimal totalCost,
        Instant decidedAt,
        String event)
        implements Polled.Decided {

    static final String CONFIRMED = "confirmed";
    static final String REJECTED = "rejected";

    static Decision confirmed(OrderDetails order, String paymentId, Instant now) {
        ObjectNode event = copyOf(order)
                .put("status", CONFIRMED)
                .put("payment_id", paymentId)
                .put("confirmed_time", epochSeconds(now));
        return new Decision(order.orderId(), CONFIRMED, null, paymentId, order.totalCost(), now, Json.text(event));
    }

    static Decision rejected(OrderDetails order, String reason, Instant now) {
        ObjectNode event =
                copyOf(order).put("status", REJECTED).put("reason", reason).put("rejected_time", epochSeconds(now));
        return new Decision(order.orderId(), REJECTED, reason, null, order.totalCost(), now, Json.text(event));
    }

    private static ObjectNode copyOf(OrderDetails order) {
        ObjectNode copy = order.event().objectNode();
        copy.setAll(order.event());
        return copy;
    }

    @Override
    public String id() {
        return orderId;
    }

    @Override
    public String topic() {
        return status.equals(CONFIRMED) ? "order_confirmed" : "order_rejected";
    }

    /** Seconds since 1970 with a fraction, as the wire contract has every instant. */
    static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
