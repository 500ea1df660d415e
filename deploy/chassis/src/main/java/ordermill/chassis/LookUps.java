package ordermill.chassis;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Questions to the database of requests that wait: so many at once, each with so much patience, so that they do not pile up while it is away. */
public final class LookUps {

    private final Semaphore places;
    private final Duration patience;

    public LookUps(int atOnce, Duration patience) {
        places = new Semaphore(atOnce);
        this.patience = patience;
    }

    /**
     * The answer within the patience, or a failure.
     *
     * @param lookUp goes on when nobody waits any more, and its place is free when it has ended: so it has no time limit
     *     of its own that the database does not keep
     */
    public <T> Uni<T> ask(Supplier<Uni<T>> lookUp) {
        return Sql.within(patience, Uni.createFrom().deferred(() -> begin(lookUp)));
    }

    private <T> Uni<T> begin(Supplier<Uni<T>> lookUp) {
        if (!places.tryAcquire()) {
            return Uni.createFrom().failure(new Failure.Away("too many wait for the database"));
        }
        return Uni.createFrom()
                .<T>deferred(lookUp::get)
                .onTermination()
                .invoke(() -> places.release())
                .memoize()
                .indefinitely();
    }
}
