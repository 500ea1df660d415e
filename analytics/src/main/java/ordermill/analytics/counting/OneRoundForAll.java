package ordermill.analytics.counting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Rounds of work that many ask for, one after the other: who asks while one is under way is answered by the next, as are all who do. */
final class OneRoundForAll {

    private final Function<Set<String>, Uni<Void>> round;
    private final Object turn = new Object();
    private Set<String> wanted = new HashSet<>();
    private List<UniEmitter<? super Void>> asking = new ArrayList<>();
    private boolean underWay;

    /** @param round is given what those want who are answered by it */
    OneRoundForAll(Function<Set<String>, Uni<Void>> round) {
        this.round = round;
    }

    /** Done when a round is that was begun after this was asked. */
    Uni<Void> with(Set<String> these) {
        return Uni.createFrom().emitter(asks -> {
            synchronized (turn) {
                wanted.addAll(these);
                asking.add(asks);
                if (underWay) {
                    return;
                }
                underWay = true;
            }
            next();
        });
    }

    private void next() {
        Set<String> these;
        List<UniEmitter<? super Void>> answered;
        synchronized (turn) {
            if (asking.isEmpty()) {
                underWay = false;
                return;
            }
            these = wanted;
            answered = asking;
            wanted = new HashSet<>();
            asking = new ArrayList<>();
        }
        Uni.createFrom()
                .deferred(() -> round.apply(these))
                .onTermination()
                .invoke(this::next)
                .subscribe()
                .with(
                        done -> answered.forEach(one -> one.complete(null)),
                        failure -> answered.forEach(one -> one.fail(failure)));
    }
}
