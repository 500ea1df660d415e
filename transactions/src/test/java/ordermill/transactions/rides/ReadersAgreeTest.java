package ordermill.transactions.rides;

import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.testing.contract.Agreement;
import ordermill.testing.contract.Contract;
import ordermill.transactions.Topics;

/** The reader accepts just what the contract accepts. */
class ReadersAgreeTest {

    @Test
    void rideIsReadIfAndOnlyIfItsContractAcceptsIt() {
        Agreement.of(
                Contract.of("orders", Topics.RIDE_DETAILS),
                record -> RideDetails.read(record, "example.com"),
                Fault.class);
    }
}
