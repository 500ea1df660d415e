package ordermill.transactions.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.testing.Polls;
import ordermill.testing.contract.Agreement;
import ordermill.testing.contract.Contract;
import ordermill.transactions.Reason;
import ordermill.transactions.Topics;

/** The reader accepts just what the contract accepts, and what is published of it keeps the decisions' contracts. */
class ReadersAgreeTest {

    private static final Contract CONFIRMED =
            Contract.of("transactions", Topics.ORDER_CONFIRMED).published();
    private static final Contract REJECTED =
            Contract.of("transactions", Topics.ORDER_REJECTED).published();

    @Test
    void orderIsReadIfAndOnlyIfItsContractAcceptsItAndItsDecisionsKeepTheirs() {
        Agreement.of(Contract.of("orders", Topics.ORDER_DETAILS), ReadersAgreeTest::read, Fault.class)
                .forEach((drawn, order) -> {
                    byte[] yes = new Decision.Confirmed(order, "pay_1", Instant.EPOCH).event();
                    byte[] no = new Decision.Rejected(order, Reason.PRICE_MISMATCH, Instant.EPOCH).event();
                    assertThat(CONFIRMED.why(yes)).as(drawn.name()).isEmpty();
                    assertThat(REJECTED.why(no)).as(drawn.name()).isEmpty();
                    assertThat(Fields.bytes(Fields.OF_SERVICES.object(yes))).isEqualTo(yes);
                    assertThat(read(Polls.record(Topics.ORDER_DETAILS, null, drawn.value()))
                                    .fingerprint())
                            .isEqualTo(order.fingerprint());
                });
    }

    private static OrderDetails read(ConsumerRecord<byte[], byte[]> record) {
        return OrderDetails.read(record, "example.com");
    }
}
