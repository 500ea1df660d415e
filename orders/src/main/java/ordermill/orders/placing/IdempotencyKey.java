package ordermill.orders.placing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;
import ordermill.orders.Flow;

/** The header {@code Idempotency-Key} -> a second name of a request, and its id where its body has none: the same key, the same order. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    private static final int LONGEST = 255;
    private static final int HASH = 16;

    private IdempotencyKey() {}

    /**
     * A hash of the key, since it may be anything; null where there is none.
     *
     * @param by whose request it is: another's same key is another key
     */
    static String hash(Flow flow, String by, String key) {
        if (key == null) {
            return null;
        }
        if (!Fields.isName(key, LONGEST)) {
            throw new Fault(
                    HEADER, "must be 1 to %d characters of ISO-8859-1, without control characters".formatted(LONGEST));
        }
        byte[] hash = Fingerprint.sha256(
                (flow.word() + " " + by.length() + " " + by + " " + key).getBytes(StandardCharsets.UTF_8));
        return "k-" + HexFormat.of().formatHex(hash, 0, HASH);
    }
}
