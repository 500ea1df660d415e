package ordermill.transactions.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.testing.Polls;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;
import ordermill.transactions.Reason;
import ordermill.transactions.Topics;

/** The reader accepts just what the contract accepts, and what is published of it keeps the decisions' contracts. */
class ReadersAgreeTest {

    private static final int CASES = 4_000;

    @Test
    void orderIsReadIfAndOnlyIfItsContractAcceptsIt() {
        Contract contract = Contract.of("orders", Topics.ORDER_DETAILS);
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

    @Test
    void everyDecisionOfAReadableOrderKeepsItsContractAndIsReadBackEqual() {
        Contract confirmed = Contract.of("transactions", Topics.ORDER_CONFIRMED).published();
        Contract rejected = Contract.of("transactions", Topics.ORDER_REJECTED).published();
        List<String> faults = new ArrayList<>();

        Drawn.of(Contract.of("orders", Topics.ORDER_DETAILS), Drawn.seed(), CASES)
                .forEach(drawn -> {
                    if (reads(drawn.value()) != null) {
                        return;
                    }
                    OrderDetails order = read(drawn.value());
                    byte[] yes = new Decision.Confirmed(order, "pay_1", Instant.EPOCH).event();
                    byte[] no = new Decision.Rejected(order, Reason.PRICE_MISMATCH, Instant.EPOCH).event();
                    if (!confirmed.accepts(yes)) {
                        faults.add(drawn.name() + ": " + confirmed.why(yes));
                    }
                    if (!rejected.accepts(no)) {
                        faults.add(drawn.name() + ": " + rejected.why(no));
                    }
                    assertThat(Fields.bytes(Fields.OF_SERVICES.object(yes))).isEqualTo(yes);
                    assertThat(read(drawn.value()).fingerprint()).isEqualTo(order.fingerprint());
                });

        assertThat(faults).isEmpty();
    }

    private static String reads(byte[] value) {
        try {
            read(value);
            return null;
        } catch (Fault fault) {
            return fault.getMessage();
        }
    }

    private static OrderDetails read(byte[] value) {
        return OrderDetails.read(Polls.record(Topics.ORDER_DETAILS, null, value), "example.com");
    }
}
