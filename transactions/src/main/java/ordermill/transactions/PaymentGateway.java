package ordermill.transactions;

import io.smallrye.mutiny.Uni;

/** Charges a card. The order id is the idempotency key: charging it again yields the first answer and moves no money. */
interface PaymentGateway {

    /** The gateway's answer; a failed Uni means that it gave none, and that the same call is to be made again. */
    Uni<Payment> charge(OrderDetails order);

    /** What the gateway answered. */
    sealed interface Payment {}

    record Charged(String paymentId) implements Payment {}

    /** A refusal for good, with the reason that order_rejected carries. */
    record Declined(String reason) implements Payment {}
}
