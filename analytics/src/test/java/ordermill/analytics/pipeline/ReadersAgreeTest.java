package ordermill.analytics.pipeline;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.testing.contract.Agreement;
import ordermill.testing.contract.Contract;

/** The reader of heartbeats accepts exactly what their contract accepts. */
class ReadersAgreeTest {

    @Test
    void readerAcceptsExactlyWhatTheContractAccepts() {
        Agreement.of(Contract.of("orders", "timestamp"), record -> Heartbeat.read(record, Instant.now()), Fault.class);
    }
}
