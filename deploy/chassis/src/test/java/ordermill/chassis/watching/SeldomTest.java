package ordermill.chassis.watching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class SeldomTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final Seldom seldom = new Seldom(Duration.ofSeconds(5), nanos::get);
    private final List<Long> told = new ArrayList<>();

    @Test
    void theFirstIsToldAtOnceAndTheOthersTogether() {
        happen(1000);

        assertThat(told).containsExactly(1L);

        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        happen(3);

        assertThat(told).containsExactly(1L, 1000L);
    }

    private void happen(int times) {
        for (int i = 0; i < times; i++) {
            seldom.happened(told::add);
        }
    }
}
