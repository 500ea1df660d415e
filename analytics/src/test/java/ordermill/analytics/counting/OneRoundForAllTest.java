package ordermill.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class OneRoundForAllTest {

    private final List<Set<String>> begun = new ArrayList<>();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();
    private final OneRoundForAll rounds = new OneRoundForAll(these -> {
        begun.add(these);
        ends.add(new CompletableFuture<>());
        return Uni.createFrom().completionStage(ends.get(ends.size() - 1));
    });

    @Test
    void whoAsksInTheMeantimeIsAnsweredByOneNextRound() {
        var first = ask("food");
        var second = ask("furniture");
        var third = ask("cars");
        assertThat(begun).containsExactly(Set.of("food"));

        ends.get(0).complete(null);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(begun).containsExactly(Set.of("food"), Set.of("furniture", "cars"));

        ends.get(1).complete(null);
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(begun).hasSize(2);
    }

    @Test
    void roundThatFailsFailsForThoseWhoWaitForItAndTheNextOneIsTheirs() {
        var first = ask("food");
        var second = ask("food");

        ends.get(0).completeExceptionally(new IllegalStateException());
        assertThat(first).isCompletedExceptionally();

        ends.get(1).complete(null);
        assertThat(second).isCompleted();
    }

    private CompletableFuture<Void> ask(String kind) {
        return rounds.with(Set.of(kind)).subscribeAsCompletionStage();
    }
}
