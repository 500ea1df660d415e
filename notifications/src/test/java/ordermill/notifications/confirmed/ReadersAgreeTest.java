package ordermill.notifications.confirmed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.notifications.Confirmations;
import ordermill.testing.contract.Agreement;
import ordermill.testing.contract.Contract;

/** Each reader accepts exactly what the publisher's contract accepts, and its event is within the contract of this service. */
class ReadersAgreeTest {

    private record Side(Contract read, Contract written, Function<ConsumerRecord<byte[], byte[]>, Confirmed> reader) {

        @Override
        public String toString() {
            return read.topic();
        }
    }

    static Stream<Arguments> sides() {
        return Stream.of(
                        new Side(
                                Confirmations.ORDERS,
                                Contract.of("notifications", "order_email_sent"),
                                OrderConfirmed::read),
                        new Side(
                                Confirmations.RIDES,
                                Contract.of("notifications", "ride_email_sent"),
                                RideConfirmed::read))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("sides")
    void readerAcceptsExactlyWhatTheContractAccepts(Side side) {
        Agreement.of(side.read, side.reader, Fault.class).forEach((drawn, confirmed) -> {
            byte[] event = withOutcome(confirmed.event());
            assertThat(side.written.published().why(event)).as(drawn.name()).isEmpty();
            assertThat(event.length).isLessThan(OrderConfirmed.LARGEST_EVENT + 1_000);
        });
    }

    private static byte[] withOutcome(String event) {
        ObjectNode whole = Fields.OF_SERVICES.object(event.getBytes(StandardCharsets.UTF_8));
        return Fields.bytes(whole.put("status", true).put("sent_time", 1));
    }
}
