package ordermill.transactions.rides;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.testing.Polls;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;
import ordermill.transactions.Topics;

/** The reader accepts just what the contract accepts. */
class ReadersAgreeTest {

    private static final int CASES = 4_000;

    @Test
    void rideIsReadIfAndOnlyIfItsContractAcceptsIt() {
        Contract contract = Contract.of("orders", Topics.RIDE_DETAILS);
        List<String> differ = new ArrayList<>();

        Drawn.of(contract, Drawn.seed(), CASES).forEach(drawn -> {
            String read = reads(drawn.value());
            if (contract.accepts(drawn.value()) != (read == null)) {
                differ.add("%s: reader says %s, contract says %s"
                        .formatted(drawn.name(), read, contract.why(drawn.value())));
            }
        });

        assertThat(differ).isEmpty();
    }

    private static String reads(byte[] value) {
        try {
            read(value);
            return null;
        } catch (Fault fault) {
            return fault.getMessage();
        }
    }

    private static RideDetails read(byte[] value) {
        return RideDetails.read(Polls.record(Topics.RIDE_DETAILS, null, value), "example.com");
    }
}
