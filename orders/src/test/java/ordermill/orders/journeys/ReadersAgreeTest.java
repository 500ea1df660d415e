package ordermill.orders.journeys;

import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fault;
import ordermill.orders.Sample;
import ordermill.orders.Topics;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;

/** The tracker reads what each topic's contract accepts, and nothing else. */
class ReadersAgreeTest {

    private static final int CASES = 4_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                Topics.ORDER_DETAILS, Topics.ORDER_CONFIRMED, Topics.ORDER_REJECTED, Topics.ORDER_EMAIL_SENT,
                Topics.RIDE_DETAILS, Topics.RIDE_CONFIRMED, Topics.RIDE_REJECTED, Topics.RIDE_EMAIL_SENT
            })
    void trackerReadsWhatTheContractAccepts(String topic) {
        Contract contract = Sample.contract(topic);

        Drawn.of(contract, Drawn.seed(), CASES)
                .filter(drawn -> reads(topic, drawn.value()) != contract.accepts(drawn.value()))
                .findAny()
                .ifPresent(drawn -> fail("%s, of which the contract says %s", drawn, contract.why(drawn.value())));
    }

    private static boolean reads(String topic, byte[] value) {
        try {
            ReadSteps.read(record(topic, value));
            return true;
        } catch (Fault fault) {
            return false;
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, byte[] value) {
        return new ConsumerRecord<>(
                topic, 0, 0, 0, TimestampType.CREATE_TIME, -1, -1, null, value, new RecordHeaders(), Optional.empty());
    }
}
