package ordermill.orders.placing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.producer.ProducerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Publish;
import ordermill.orders.Flow;
import ordermill.orders.details.Details;
import ordermill.orders.details.OrderDetails;
import ordermill.orders.details.RideDetails;
import ordermill.orders.journeys.Placed;

/**
 * What a client asks for, checked and made canonical: what it holds now, every reader of the topic can read.
 *
 * @param value the record to publish, payment token included
 * @param named whether the client chose the id
 * @param key its second name, as a hash; null if it has none
 */
public record Request(Details details, byte[] value, boolean named, String key) {

    private static final int TOKEN = 256;

    /** An order, from a client's own tree, which is changed. */
    public static Request order(ObjectNode body, Instant now) {
        return order(body, null, now);
    }

    /** @param idempotencyKey names it too, and alone where the body has no id; null if there is none */
    static Request order(ObjectNode body, String idempotencyKey, Instant now) {
        String key = IdempotencyKey.hash(Flow.ORDER, Fields.name(body, "user_id", Fields.NAME), idempotencyKey);
        boolean named = identify(Flow.ORDER, body, key, now);
        requireAddress(body);
        if (!Fields.has(body, "order_details")) {
            throw new Fault("order_details", "is missing");
        }
        if (Fields.has(body, "payment_token")) {
            body.put("payment_token", Fields.name(body, "payment_token", TOKEN));
        }
        return of(OrderDetails.of(body, now), named, key, OrderDetails::read);
    }

    /** A ride, from a client's own tree, which is changed. */
    public static Request ride(ObjectNode body, Instant now) {
        return ride(body, null, now);
    }

    /** @param idempotencyKey names it too, and alone where the body has no id; null if there is none */
    static Request ride(ObjectNode body, String idempotencyKey, Instant now) {
        String key =
                IdempotencyKey.hash(Flow.RIDE, Fields.name(body, "customer_id", RideDetails.CUSTOMER), idempotencyKey);
        boolean named = identify(Flow.RIDE, body, key, now);
        return of(RideDetails.of(body, now), named, key, RideDetails::read);
    }

    Flow flow() {
        return details.flow();
    }

    String id() {
        return details.id();
    }

    /** What Kafka gets: the event, with its second name as a header. */
    ProducerRecord<byte[], byte[]> record() {
        var record = Publish.record(flow().topic(), id(), value);
        if (key != null) {
            record.headers().add(Placed.REQUEST_KEY, key.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    /** Reads back what is about to be written, as the next service will. */
    private static Request of(Details details, boolean named, String key, BiFunction<byte[], Instant, Details> reader) {
        byte[] value = Fields.bytes(details.event());
        reader.apply(value, Instant.EPOCH);
        return new Request(details, value, named, key);
    }

    /** Stamps the time and, where the client names none, an id. */
    private static boolean identify(Flow flow, ObjectNode body, String key, Instant now) {
        boolean named = Fields.has(body, flow.idField());
        String id = named
                ? Fields.idOrNumber(body, flow.idField())
                : key != null ? key : timeOrdered(now).toString();
        body.put(flow.idField(), id).put("time", Fields.epochSeconds(now));
        return named || key != null;
    }

    private static void requireAddress(ObjectNode body) {
        String address = Fields.text(body, "user_email", Fields.NAME);
        int at = address.indexOf('@');
        if (at < 1
                || at != address.lastIndexOf('@')
                || at == address.length() - 1
                || address.chars().anyMatch(Character::isWhitespace)) {
            throw new Fault("user_email", "must be an e-mail address");
        }
    }

    /** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random ones. */
    private static UUID timeOrdered(Instant now) {
        UUID random = UUID.randomUUID();
        long high = now.toEpochMilli() << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff;
        return new UUID(high, random.getLeastSignificantBits());
    }
}
