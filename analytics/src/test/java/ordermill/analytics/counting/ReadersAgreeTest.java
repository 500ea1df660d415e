package ordermill.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import ordermill.chassis.Fault;
import ordermill.chassis.Polls.Reader;
import ordermill.testing.Polls;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;

/** The readers of decisions accept exactly what their contracts accept. */
class ReadersAgreeTest {

    private static final int CASES = 4_000;
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
        Contract contract = Contract.of("transactions", topic);
        int[] accepted = {0};

        Drawn.of(contract, Drawn.seed(), CASES).forEach(drawn -> {
            boolean reads = reads(reader, topic, drawn.value());
            assertThat(reads)
                    .as(() -> drawn.name() + " " + contract.why(drawn.value()))
                    .isEqualTo(contract.accepts(drawn.value()));
            accepted[0] += reads ? 1 : 0;
        });

        assertThat(accepted[0]).isBetween(CASES / 10, CASES * 9 / 10);
    }

    private static boolean reads(Reader<?> reader, String topic, byte[] value) {
        try {
            reader.read(Polls.record(topic, null, value));
            return true;
        } catch (Fault refused) {
            return false;
        }
    }
}
