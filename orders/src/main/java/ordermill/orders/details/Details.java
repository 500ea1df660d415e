package ordermill.orders.details;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;
import ordermill.orders.Flow;

/**
 * An order or a ride, in the form that is the same whoever wrote it.
 *
 * @param event all its fields, those that we know of in their canonical types
 */
public record Details(Flow flow, String id, ObjectNode event) {

    private static final String PAYMENT_TOKEN = "payment_token";

    /** What stands for its content: a repeated request has the same. */
    public byte[] fingerprint() {
        return Fingerprint.of(event, flow.content());
    }

    /** The JSON as it is shown to whoever placed it: without the payment token. */
    public byte[] shown() {
        if (!event.has(PAYMENT_TOKEN)) {
            return Fields.bytes(event);
        }
        ObjectNode shown = Fields.newObject();
        shown.setAll(event);
        shown.remove(PAYMENT_TOKEN);
        return Fields.bytes(shown);
    }
}
