package ordermill.analytics.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.testing.Polls;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;

/** The reader of heartbeats accepts exactly what their contract accepts. */
class ReadersAgreeTest {

    private static final int CASES = 4_000;

    @Test
    void readerAcceptsExactlyWhatTheContractAccepts() {
        Contract contract = Contract.of("orders", "timestamp");

        Drawn.of(contract, Drawn.seed(), CASES)
                .forEach(drawn -> assertThat(reads(drawn.value()))
                        .as(() -> drawn.name() + " " + contract.why(drawn.value()))
                        .isEqualTo(contract.accepts(drawn.value())));
    }

    private static boolean reads(byte[] value) {
        try {
            Heartbeat.read(Polls.record("timestamp", null, value), Instant.now());
            return true;
        } catch (Fault refused) {
            return false;
        }
    }
}
