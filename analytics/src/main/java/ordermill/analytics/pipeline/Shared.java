package ordermill.analytics.pipeline;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;

/** One reading for all who ask within a while, and none while nobody asks. */
public final class Shared<T> {

    private static final Logger LOG = Logger.getLogger(Shared.class);

    private final String name;
    private final Uni<T> current;
    private volatile boolean away;
    private volatile long readAt;
    private volatile boolean reading;

    /**
     * @param name what is read, as the log calls it
     * @param sharedFor how old at most a reading is
     */
    public Shared(String name, Duration sharedFor, Supplier<Uni<T>> read) {
        this.name = name;
        current = Uni.createFrom()
                .deferred(() -> {
                    reading = true;
                    return read.get();
                })
                .onItemOrFailure()
                .invoke((item, failure) -> isRead(failure))
                .memoize()
                // Time runs from the answer on: a slow database must not be asked again while it still works.
                .until(() -> !reading && System.nanoTime() - readAt > sharedFor.toNanos());
    }

    public Uni<T> current() {
        return current;
    }

    private void isRead(Throwable failure) {
        readAt = System.nanoTime();
        reading = false;
        if (failure != null && !away) {
            LOG.warnf("%s cannot be read: %s", name, Failure.inWords(failure));
        } else if (failure == null && away) {
            LOG.infof("%s can be read again", name);
        }
        away = failure != null;
    }
}
