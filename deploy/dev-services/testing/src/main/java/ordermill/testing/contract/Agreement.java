package ordermill.testing.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.testing.Polls;

/** Shows that a reader accepts just what the contract accepts. */
public final class Agreement {

    private static final int CASES = 4_000;

    private Agreement() {}

    /**
     * What the reader makes of each drawn value that it accepts.
     *
     * @param refusal what the reader throws of a value that it refuses
     * @throws AssertionError at the first value of which reader and contract differ, or when one of both verdicts is rare
     */
    public static <T> Map<Drawn.Case, T> of(
            Contract contract,
            Function<ConsumerRecord<byte[], byte[]>, T> reader,
            Class<? extends RuntimeException> refusal) {
        Map<Drawn.Case, T> accepted = new LinkedHashMap<>();
        Drawn.of(contract, Drawn.seed(), CASES).forEach(drawn -> {
            String refused = null;
            try {
                accepted.put(drawn, reader.apply(Polls.record(contract.topic(), null, drawn.value())));
            } catch (RuntimeException failure) {
                if (!refusal.isInstance(failure)) {
                    throw failure;
                }
                refused = failure.getMessage();
            }
            if (contract.accepts(drawn.value()) != (refused == null)) {
                throw new AssertionError("%s: the reader says %s, the contract says %s"
                        .formatted(drawn.name(), refused, contract.why(drawn.value())));
            }
        });
        if (accepted.size() < CASES / 10 || accepted.size() > CASES * 9 / 10) {
            throw new AssertionError("%d of %d drawn values are accepted: the other verdict was hardly tried"
                    .formatted(accepted.size(), CASES));
        }
        return accepted;
    }
}
