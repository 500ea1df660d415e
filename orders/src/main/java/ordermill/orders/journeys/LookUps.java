package ordermill.orders.journeys;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import ordermill.chassis.Failure;

/** Asks the database for requests that wait: so many at once, each with so much patience, so that they do not pile up while it is paused. */
final class LookUps {

    private final Semaphore places;
    private final Duration patience;

    LookUps(int atOnce, Duration patience) {
        places = new Semaphore(atOnce);
        this.patience = patience;
    }

    /** Its place is free again when the database has answered, however long that takes; who asked does not wait for it. */
    <T> Uni<T> ask(Supplier<Uni<T>> lookUp) {
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom().failure(new Failure.Away("the database answers too slowly"));
            }
            Uni<T> answer = lookUp.get()
                    .onTermination()
                    .invoke(places::release)
                    .memoize()
                    .indefinitely();
            answer.subscribe().with(answered -> {}, failed -> {});
            return answer.ifNoItem().after(patience).failWith(TimeoutException::new);
        });
    }
}
