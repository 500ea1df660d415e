package ordermill.orders.journeys;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fault;
import ordermill.orders.Sample;
import ordermill.orders.Topics;
import ordermill.testing.contract.Agreement;

/** The tracker reads what each topic's contract accepts, and nothing else. */
class ReadersAgreeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                Topics.ORDER_DETAILS, Topics.ORDER_CONFIRMED, Topics.ORDER_REJECTED, Topics.ORDER_EMAIL_SENT,
                Topics.RIDE_DETAILS, Topics.RIDE_CONFIRMED, Topics.RIDE_REJECTED, Topics.RIDE_EMAIL_SENT
            })
    void trackerReadsWhatTheContractAccepts(String topic) {
        Agreement.of(Sample.contract(topic), ReadSteps::read, Fault.class);
    }
}
