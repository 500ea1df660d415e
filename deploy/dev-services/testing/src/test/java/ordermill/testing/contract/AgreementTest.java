package ordermill.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AgreementTest {

    private static final Contract RIDES = Contract.of("orders", "ride_details");

    @Test
    void readerThatJudgesLikeTheContractHandsOverWhatItRead() {
        assertThat(Agreement.of(RIDES, AgreementTest::likeTheContract, IllegalArgumentException.class))
                .isNotEmpty()
                .allSatisfy((drawn, read) -> assertThat(read).isEqualTo(drawn.value()));
    }

    @Test
    void readerThatIsTooKindTooStrictOrBrokenIsFoundOut() {
        assertThatThrownBy(() -> Agreement.of(RIDES, ConsumerRecord::value, IllegalArgumentException.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the reader says null, the contract says [");
        assertThatThrownBy(() -> Agreement.of(RIDES, AgreementTest::nothing, IllegalArgumentException.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the reader says too strict, the contract says []");
        assertThatThrownBy(() -> Agreement.of(RIDES, AgreementTest::nothing, IllegalStateException.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] likeTheContract(ConsumerRecord<byte[], byte[]> record) {
        return RIDES.accepts(record.value()) ? record.value() : nothing(record);
    }

    private static byte[] nothing(ConsumerRecord<byte[], byte[]> record) {
        throw new IllegalArgumentException("too strict");
    }
}
