package ordermill.orders;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request made canonical: what goes to order_details or ride_details.
 *
 * @param id the client's, or a UUIDv7 of ours
 * @param named whether the client chose the id
 * @param event the record to publish, payment token included
 */
record Asked(Flow flow, String id, boolean named, ObjectNode event) {

    /** Takes the id that the client gave, or makes one, and stamps the time. */
    static Asked of(Flow flow, ObjectNode event, Instant now) {
        boolean named = event.hasNonNull(flow.idField());
        String id = named ? Json.id(event, flow.idField()) : timeOrdered(now).toString();
        event.put(flow.idField(), id).put("time", Json.epochSeconds(now));
        return new Asked(flow, id, named, event);
    }

    /** The request as it is shown again: without the payment token. */
    ObjectNode shown() {
        return event.deepCopy().without("payment_token");
    }

    byte[] fingerprint() {
        return Fingerprint.of(event, flow.content());
    }

    /** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random ones. */
    private static UUID timeOrdered(Instant now) {
        UUID random = UUID.randomUUID();
        long high = now.toEpochMilli() << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff;
        return new UUID(high, random.getLeastSignificantBits());
    }
}
