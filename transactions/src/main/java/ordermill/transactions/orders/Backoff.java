package ordermill.transactions.orders;

import java.time.Duration;
import java.time.Instant;

/** How long nothing is begun after a failure: twice as long as after the last, up to the longest, until something succeeds. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration length = Duration.ZERO;
    private Instant end = Instant.MIN;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** When to try again; all that fail during a pause are of the same outage. */
    synchronized Instant failed(Instant now) {
        if (isOver(now)) {
            Duration twice = length.plus(length);
            length = length.isZero() ? first : twice.compareTo(longest) > 0 ? longest : twice;
            end = now.plus(length);
        }
        return end;
    }

    synchronized void succeeded() {
        length = Duration.ZERO;
        end = Instant.MIN;
    }

    synchronized boolean isOver(Instant now) {
        return !now.isBefore(end);
    }
}
