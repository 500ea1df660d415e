package ordermill.orders.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, 500", "wait=5, 5000", "wait=999, 10000", "wait=soon, 500", "respond-async, 500"})
    void patienceIsWhatTheClientPrefersWithinLimits(String prefer, long milliseconds) {
        assertThat(ShowJourney.patience(prefer)).hasMillis(milliseconds);
    }
}
