package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class LookUpsTest {

    private final LookUps lookUps = new LookUps(1, Duration.ofMillis(50));

    @Test
    void placeIsTakenUntilTheDatabaseHasAnsweredHoweverLongAgoItsAskerLeft() {
        CompletableFuture<String> slow = new CompletableFuture<>();

        assertThatThrownBy(() -> ask(Uni.createFrom().completionStage(slow)))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> ask(Uni.createFrom().item("another"))).isInstanceOf(Failure.Away.class);

        slow.complete("late");
        assertThat(ask(Uni.createFrom().item("another"))).isEqualTo("another");
    }

    private String ask(Uni<String> lookUp) {
        return lookUps.ask(() -> lookUp).await().atMost(Duration.ofSeconds(10));
    }
}
