package ordermill.transactions.payments;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import ordermill.transactions.payments.PaymentGateway.NotNow;
import ordermill.transactions.payments.PaymentGateway.Outcome;
import ordermill.transactions.payments.PaymentGateway.Payment;

/**
 * How long a poll waits for one charge, while others wait behind it: several times as long as answers have taken lately.
 * Each charge in a row that is not answered doubles it, up to the longest, since then it may be the gateway that is slow.
 * Whoever was begun after the last answer that decided anybody's charge, and waited for the longest in vain or was told
 * nothing that decides, speaks for a gateway that is away: strangers do not, who are begun among others that are answered.
 */
final class Patience {

    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final int TIMES_AS_LONG = 4;
    private static final int OF_THE_LAST = 8;
    private static final int MOST_DOUBLED = 16;
    private static final int AWAY = 20;

    private final long longest;
    /** Nanoseconds, with the newest answers weighing most; at first nobody knows. */
    private final AtomicLong usual;

    private final AtomicInteger unansweredInARow = new AtomicInteger();
    private final AtomicInteger inVain = new AtomicInteger();
    private volatile long lastAnswer = System.nanoTime();

    Patience(Duration longest) {
        this.longest = longest.toNanos();
        this.usual = new AtomicLong(this.longest);
    }

    /** Asks for one charge, and learns from how long the answer takes. */
    Uni<Payment> during(Function<Duration, Uni<Payment>> ask) {
        long began = System.nanoTime();
        return ask.apply(now()).invoke(payment -> {
            if (payment instanceof Outcome) {
                answered(began);
            } else {
                notAnswered(began, payment == NotNow.NO_ANSWER);
            }
        });
    }

    boolean isGatewayAway() {
        return inVain.get() >= AWAY;
    }

    private Duration now() {
        long waited = Math.max(SHORTEST, usual.get() * TIMES_AS_LONG) << Math.min(unansweredInARow.get(), MOST_DOUBLED);
        return Duration.ofNanos(Math.min(longest, waited));
    }

    private void answered(long began) {
        long now = System.nanoTime();
        lastAnswer = now;
        unansweredInARow.set(0);
        inVain.set(0);
        usual.updateAndGet(known -> known + (now - began - known) / OF_THE_LAST);
    }

    private void notAnswered(long began, boolean waited) {
        if (waited) {
            unansweredInARow.incrementAndGet();
        }
        if (began - lastAnswer > 0 && (!waited || System.nanoTime() - began >= longest)) {
            inVain.incrementAndGet();
        }
    }
}
