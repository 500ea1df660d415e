package ordermill.orders.placing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;
import ordermill.orders.Flow;

/** The header {@code Idempotency-Key} -> the id of a request that names none: the same key, the same order. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    private static final int LONGEST = 255;
    private static final int HASH = 16;

    private IdempotencyKey() {}

    /** The body, with an id if there is a key. */
    static ObjectNode named(Flow flow, ObjectNode body, String key) {
        if (key == null) {
            return body;
        }
        if (!Fields.isName(key, LONGEST)) {
            throw new Fault(HEADER, "must have 1 to %d characters".formatted(LONGEST));
        }
        return Fields.has(body, flow.idField()) ? body : body.put(flow.idField(), id(flow, key));
    }

    private static String id(Flow flow, String key) {
        byte[] hash = Fingerprint.sha256((flow.word() + " " + key).getBytes(StandardCharsets.UTF_8));
        return "k-" + HexFormat.of().formatHex(hash, 0, HASH);
    }
}
