package ordermill.analytics.counting;

import java.math.BigDecimal;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import ordermill.chassis.Fault;
import ordermill.chassis.Polls.Reader;
import ordermill.testing.contract.Agreement;
import ordermill.testing.contract.Contract;

/** The readers of decisions accept exactly what their contracts accept. */
class ReadersAgreeTest {

    private static final Grid GRID = new Grid(new BigDecimal("0.02"));

    static Stream<Arguments> readers() {
        return Stream.of(
                reader("order_confirmed", DecidedOrder::confirmed),
                reader("order_rejected", DecidedOrder::rejected),
                reader("ride_confirmed", record -> DecidedRide.confirmed(record, GRID)),
                reader("ride_rejected", record -> DecidedRide.rejected(record, GRID)));
    }

    private static Arguments reader(String topic, Reader<?> reader) {
        return Arguments.of(topic, reader);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void readerAcceptsExactlyWhatTheContractAccepts(String topic, Reader<?> reader) {
        Agreement.of(Contract.of("transactions", topic), reader::read, Fault.class);
    }
}
