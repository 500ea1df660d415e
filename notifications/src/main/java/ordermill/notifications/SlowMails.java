package ordermill.notifications;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;

import ordermill.chassis.Stop;

/** Mails that the mail server takes its time for go on beside the workers, as far as there are places. */
final class SlowMails {

    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Semaphore places;
    private final Stop stop;
    private final Consumer<Throwable> onFailure;

    SlowMails(int most, Stop stop, Consumer<Throwable> onFailure) {
        this.places = new Semaphore(most);
        this.stop = stop;
        this.onFailure = onFailure;
    }

    /** Completes when the mail has ended, or goes on beside. */
    Uni<Void> waitFor(Uni<Void> mail) {
        var ended = new CompletableFuture<Void>();
        mail.subscribe().with(ended::complete, ended::completeExceptionally);
        return end(ended).ifNoItem().after(SLOW).recoverWithUni(() -> goOnBeside(ended));
    }

    private Uni<Void> goOnBeside(CompletableFuture<Void> ended) {
        if (stop.hasBegun() || !places.tryAcquire()) {
            return end(ended);
        }
        stop.letEnd(() -> end(ended))
                .onTermination()
                .invoke(places::release)
                .subscribe()
                .with(done -> {}, onFailure);
        return Uni.createFrom().voidItem();
    }

    /** Not the future's own Uni, which would end it where nobody waits for it any more. */
    private static Uni<Void> end(CompletableFuture<Void> ended) {
        return Uni.createFrom()
                .emitter(emitter -> ended.whenComplete((done, failure) -> {
                    if (failure == null) {
                        emitter.complete(null);
                    } else {
                        emitter.fail(failure);
                    }
                }));
    }
}
