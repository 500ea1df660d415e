package ordermill.notifications;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import ordermill.notifications.DueEmail.Key;

/**
 * Mails to which the mail server seems to be away while it answers to others: what looks like an outage is then about
 * this one mail, and no one else waits for it.
 */
@ApplicationScoped
class Strangers {

    private static final int MOST = 10_000;

    private final Map<Key, Long> failed = new ConcurrentHashMap<>();
    private volatile long answered = System.nanoTime();

    /** The mail server is there. */
    void answered(Key key) {
        answered = System.nanoTime();
        failed.remove(key);
    }

    /** Whether another mail was answered since the mail server seemed to be away to this one. */
    boolean isOne(Key key) {
        Long before = failed.remove(key);
        if (before != null && answered - before > 0) {
            return true;
        }
        if (failed.size() < MOST) {
            failed.put(key, before == null ? System.nanoTime() : before);
        }
        return false;
    }
}
