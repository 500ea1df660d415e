package ordermill.notifications;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import ordermill.notifications.DueEmail.Key;

/**
 * Mails to which the mail server seems to be away while it answers to others: what looks like an outage is then about
 * this one mail, and no one else waits for it. And the reverse: where one after the other is refused and none is taken, it is
 * not about the mails.
 */
@ApplicationScoped
class Strangers {

    private static final int MOST = 10_000;
    private static final int REFUSED_IN_A_ROW = 10;

    /** The eldest goes first: another replica may have sent it long ago. */
    private final Map<Key, Failed> failed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failed> eldest) {
            return size() > MOST;
        }
    };

    private long answered = System.nanoTime();
    private int refusedInARow;

    /**
     * A mail that found the mail server away.
     *
     * @param since {@link System#nanoTime} of the first time
     * @param times in a row
     * @param isStranger whether another was answered since
     */
    record Failed(long since, int times, boolean isStranger) {}

    /** The mail server is there. */
    synchronized void answered(Key key) {
        answered = System.nanoTime();
        failed.remove(key);
    }

    synchronized void taken() {
        refusedInARow = 0;
    }

    /** Whether so many were refused before this one, with none taken between them, that it says nothing of it. */
    synchronized boolean isOneOfManyRefused() {
        return ++refusedInARow > REFUSED_IN_A_ROW;
    }

    synchronized Failed failed(Key key) {
        Failed before = failed.get(key);
        Failed now = before == null
                ? new Failed(System.nanoTime(), 1, false)
                : new Failed(before.since, before.times + 1, answered - before.since > 0);
        failed.put(key, now);
        return now;
    }
}
