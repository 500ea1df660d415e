package ordermill.notifications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import ordermill.chassis.Waiting;

/** While something is away that all mails need, the workers pause, longer each time, and readiness is red. */
@ApplicationScoped
class Pauses {

    /** To take what is due. */
    static final String QUEUE = "mail_queue";

    static final String MAIL_SERVER = "mail_server";

    /** To store what it answered. */
    static final String RESULTS = "mail_results";

    /** To publish it. */
    static final String EVENTS = "email_sent";

    private static final long FIRST = Duration.ofMillis(200).toNanos();
    private static final long LONGEST = Duration.ofSeconds(5).toNanos();

    /** Longer than a pause: who has not failed for so long, though it looked for work, does not know of an outage. */
    private static final long FORGOTTEN = 3 * LONGEST;

    private final Waiting waiting;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

    Pauses(Waiting waiting) {
        this.waiting = waiting;
        List.of(QUEUE, MAIL_SERVER, RESULTS, EVENTS).forEach(waiting::knows);
    }

    private record Pause(long begun, long length) {

        long left(long now) {
            return begun + length - now;
        }
    }

    /** @param what is away, one of the words above */
    void begin(String what, Throwable failure) {
        long now = System.nanoTime();
        pauses.compute(what, (name, last) -> {
            if (last != null && last.left(now) > 0) {
                return last;
            }
            waiting.waits(what, failure);
            long length = last == null ? FIRST : Math.min(2 * last.length, LONGEST);
            return new Pause(now, length - ThreadLocalRandom.current().nextLong(length / 4));
        });
    }

    void end(String what) {
        pauses.computeIfPresent(what, (name, pause) -> {
            waiting.goesOn(what);
            return null;
        });
    }

    /** There was nothing to do: what failed long ago may be back. */
    void nothingToDo() {
        long now = System.nanoTime();
        pauses.forEach((what, pause) -> {
            if (now - pause.begun > FORGOTTEN) {
                end(what);
            }
        });
    }

    /** Whether nothing is known to be away. */
    boolean areNone() {
        return pauses.isEmpty();
    }

    boolean areOver() {
        long now = System.nanoTime();
        return pauses.values().stream().allMatch(pause -> pause.left(now) <= 0);
    }
}
