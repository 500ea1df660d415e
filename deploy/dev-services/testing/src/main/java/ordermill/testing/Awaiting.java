package ordermill.testing;

import java.time.Duration;

import org.awaitility.Awaitility;

/** How tests await a condition: they look at once. Awaitility's own first look is after 100 ms, of each of 400 orders. */
final class Awaiting {

    private Awaiting() {}

    static void looksAtOnceAndOften() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    }
}
