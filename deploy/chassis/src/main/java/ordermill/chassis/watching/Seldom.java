package ordermill.chassis.watching;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Something that may happen thousands of times a second -> told at most once within some seconds, with its number. */
public final class Seldom {

    private final long every;
    private final LongSupplier nanoTime;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong next;

    public Seldom(Duration every) {
        this(every, System::nanoTime);
    }

    Seldom(Duration every, LongSupplier nanoTime) {
        this.every = every.toNanos();
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** @param tell takes how many there were since it was last told, this one among them */
    public void happened(LongConsumer tell) {
        untold.incrementAndGet();
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + every)) {
            tell.accept(untold.getAndSet(0));
        }
    }
}
