package ordermill.transactions.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Instant START = Instant.EPOCH;

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3));

    @Test
    void pausesGrowUpToTheLongestAndBeginAnewAfterASuccess() {
        assertThat(backoff.isOver(START)).isTrue();

        assertThat(backoff.failed(START)).isEqualTo(START.plusSeconds(1));
        assertThat(backoff.isOver(START.plusMillis(999))).isFalse();
        assertThat(backoff.failed(START.plusSeconds(1))).isEqualTo(START.plusSeconds(3));
        assertThat(backoff.failed(START.plusSeconds(3))).isEqualTo(START.plusSeconds(6));
        assertThat(backoff.failed(START.plusSeconds(6))).isEqualTo(START.plusSeconds(9));

        backoff.succeeded();
        assertThat(backoff.isOver(START.plusSeconds(6))).isTrue();
        assertThat(backoff.failed(START.plusSeconds(6))).isEqualTo(START.plusSeconds(7));
    }

    @Test
    void allThatFailDuringAPauseAreOneOutage() {
        backoff.failed(START);

        assertThat(backoff.failed(START.plusMillis(1))).isEqualTo(START.plusSeconds(1));
        assertThat(backoff.failed(START.plusMillis(2))).isEqualTo(START.plusSeconds(1));
    }
}
