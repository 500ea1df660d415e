package ordermill.transactions.payments;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a poll waits for one charge, while others wait behind it: several times as long as answers have taken lately.
 * Each charge in a row that is not answered doubles it, up to the longest, since then it may be the gateway that is slow.
 */
final class Patience {

    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final int TIMES_AS_LONG = 4;
    private static final int OF_THE_LAST = 8;
    private static final int MOST_DOUBLED = 16;

    private final long longest;
    /** Nanoseconds, with the newest answers weighing most; at first nobody knows. */
    private final AtomicLong usual;

    private final AtomicInteger unansweredInARow = new AtomicInteger();

    Patience(Duration longest) {
        this.longest = longest.toNanos();
        this.usual = new AtomicLong(this.longest);
    }

    Duration now() {
        long waited = Math.max(SHORTEST, usual.get() * TIMES_AS_LONG) << Math.min(unansweredInARow.get(), MOST_DOUBLED);
        return Duration.ofNanos(Math.min(longest, waited));
    }

    void answeredAfter(Duration took) {
        unansweredInARow.set(0);
        usual.updateAndGet(known -> known + (took.toNanos() - known) / OF_THE_LAST);
    }

    void notAnswered() {
        unansweredInARow.incrementAndGet();
    }
}
