package ordermill.transactions.payments;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

import ordermill.transactions.Reason;

/** Charges cards. The order id is the idempotency key: charging it again yields the first answer and moves no money. */
public interface PaymentGateway {

    /**
     * What is to be charged.
     *
     * @param token of the card; null where the client gave none
     */
    record Charge(String orderId, BigDecimal amount, String token) {}

    /** What the gateway says to a charge. */
    sealed interface Payment {}

    /** What it says for good. */
    sealed interface Outcome extends Payment {}

    record Charged(String paymentId) implements Outcome {}

    record Declined(Reason reason) implements Outcome {}

    /**
     * No answer that this order could be decided by; the same call is to be made again.
     *
     * @param pause how long it asks us to wait at least
     */
    record NotNow(Duration pause) implements Payment {

        /** None in time, or a failure. */
        static final NotNow NO_ANSWER = new NotNow(Duration.ZERO);

        /** @param waits ours after the first try, the second, …; the last holds from then on */
        Duration pauseAfter(int tries, List<Duration> waits) {
            Duration ours = waits.get(Math.min(tries, waits.size() - 1));
            return pause.compareTo(ours) > 0 ? pause : ours;
        }
    }

    /** The gateway knows of no such charge. */
    record NeverHeardOf() implements Payment {}

    /** The gateway answers, but not whether there was such a charge. */
    record CannotSay() implements Payment {}

    /** Its answer where that takes no time and moves no money; else null, and it has to be asked. */
    default Outcome atOnce(Charge charge) {
        return null;
    }

    /**
     * Fails only where the gateway as a whole is away: then the next charge would not be answered either.
     *
     * @param within after so long nobody waits for the answer any more
     */
    Uni<Payment> charge(Charge charge, Duration within);

    /** Takes its time, and says nothing of the gateway as a whole: what was put aside is no sample of it. */
    Uni<Payment> chargeForItself(Charge charge);

    /** What became of a charge whose key may be forgotten. */
    Uni<Payment> find(String orderId);
}
