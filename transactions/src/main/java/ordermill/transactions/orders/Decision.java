package ordermill.transactions.orders;

import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fields;
import ordermill.transactions.Reason;
import ordermill.transactions.Topics;

/** What became of an order; a row of the ledger. */
sealed interface Decision {

    String CONFIRMED = "confirmed";
    String REJECTED = "rejected";

    OrderDetails order();

    Instant decidedAt();

    String status();

    /** The event that is published, as JSON in UTF-8. */
    byte[] event();

    /** Charged. */
    record Confirmed(OrderDetails order, String paymentId, Instant decidedAt) implements Decision {

        @Override
        public String status() {
            return CONFIRMED;
        }

        @Override
        public byte[] event() {
            return Fields.bytes(Decision.copyOf(order)
                    .put("status", CONFIRMED)
                    .put("payment_id", paymentId)
                    .put("confirmed_time", Fields.epochSeconds(decidedAt)));
        }
    }

    /** Refused, which moves no money. */
    record Rejected(OrderDetails order, Reason reason, Instant decidedAt) implements Decision {

        @Override
        public String status() {
            return REJECTED;
        }

        @Override
        public byte[] event() {
            return Fields.bytes(Decision.copyOf(order)
                    .put("status", REJECTED)
                    .put("reason", reason.word())
                    .put("rejected_time", Fields.epochSeconds(decidedAt)));
        }
    }

    /** The topic of decisions with this status. */
    static String topicOf(String status) {
        return status.equals(CONFIRMED) ? Topics.ORDER_CONFIRMED : Topics.ORDER_REJECTED;
    }

    private static ObjectNode copyOf(OrderDetails order) {
        ObjectNode copy = Fields.newObject();
        copy.setAll(order.event());
        return copy;
    }
}
