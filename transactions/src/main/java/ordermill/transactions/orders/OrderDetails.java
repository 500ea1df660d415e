package ordermill.transactions.orders;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;

/**
 * What transactions reads of an order_details record: just what its contract accepts.
 *
 * @param orderId 1 to 64 of {@code A-Z a-z 0-9 _ . -}
 * @param totalCost what to charge: the items' prices, or the price, or the total that the client states
 * @param addsUp false where two of these are given and differ
 * @param paymentToken what the gateway charges; null where the client gave none
 * @param event the order as it is published on, without the payment token
 * @param fingerprint of all that the client asked for, the token included and the time not
 */
record OrderDetails(
        String orderId,
        BigDecimal totalCost,
        boolean addsUp,
        String paymentToken,
        ObjectNode event,
        byte[] fingerprint) {

    /** What a repeated order agrees in with the first one. */
    private static final List<String> CONTENT =
            List.of("user_id", "user_email", "order_details", "total_cost", "payment_token");

    /** What we say of an order; a client's own words under these names are not carried on. */
    private static final List<String> OURS = List.of(
            "status", "reason", "customer_id", "customer_email", "payment_id", "confirmed_time", "rejected_time");

    private static final int KIND = 64;
    private static final int TOKEN = 256;
    private static final int HASH = 16;

    static OrderDetails read(ConsumerRecord<byte[], byte[]> record, String emailDomain) {
        ObjectNode event = Fields.OF_CLIENTS.object(record.value());
        event.remove(OURS);
        String userId = Fields.name(event, "user_id", Fields.NAME);
        boolean flat = !Fields.has(event, "order_details");
        String orderId = orderId(event, userId, flat);
        String email = Fields.has(event, "user_email")
                ? Fields.text(event, "user_email", Fields.NAME)
                : addressOf(userId, emailDomain);
        String token = Fields.has(event, "payment_token") ? Fields.text(event, "payment_token", TOKEN) : null;
        if (Fields.time(event, "time") == null) {
            event.put("time", Fields.epochSeconds(Fields.writtenAt(record)));
        }
        BigDecimal stated = Fields.amount(event, "total_cost");
        ObjectNode details = flat ? detailsOfFlat(event) : details(event);
        BigDecimal price = Fields.amount(details, "price");
        BigDecimal items = sumOf(details.path("items"));
        BigDecimal total = flat ? stated : items != null ? items : price != null ? price : stated;
        if (total == null) {
            throw new Fault("no price: neither the items, nor order_details.price, nor total_cost give one");
        }
        boolean addsUp = equalIfGiven(items, total) && equalIfGiven(price, total) && equalIfGiven(stated, total);
        if (price == null) {
            details.put("price", total);
        }
        event.put("order_id", orderId)
                .put("user_id", userId)
                .put("user_email", email)
                .put("total_cost", total);
        byte[] fingerprint = Fingerprint.of(event, CONTENT);
        event.remove("payment_token");
        event.put("customer_id", userId).put("customer_email", email);
        return new OrderDetails(orderId, total, addsUp, token, event, fingerprint);
    }

    /** In a flat record, the food tutorial's, a number counts per user: both together name the order. */
    private static String orderId(ObjectNode event, String userId, boolean flat) {
        String id = Fields.idOrNumber(event, "order_id");
        if (!flat || event.get("order_id").isTextual()) {
            return id;
        }
        String both = userId + "." + id;
        return Fields.isId(both) ? both : "u-" + hash(userId) + "." + id;
    }

    private static String hash(String userId) {
        byte[] hash = Fingerprint.sha256(userId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, HASH);
    }

    private static String addressOf(String userId, String emailDomain) {
        int room = Fields.NAME - emailDomain.length() - 1;
        int end =
                userId.codePointCount(0, userId.length()) > room ? userId.offsetByCodePoints(0, room) : userId.length();
        return userId.substring(0, end) + "@" + emailDomain;
    }

    private static ObjectNode details(ObjectNode event) {
        if (!(event.get("order_details") instanceof ObjectNode details)) {
            throw new Fault("order_details", "must be an object");
        }
        details.put("kind", Fields.has(details, "kind") ? Fields.text(details, "kind", KIND) : "food");
        return details;
    }

    /** The food tutorial's flat record has items and total_cost at the top, and no order_details. */
    private static ObjectNode detailsOfFlat(ObjectNode event) {
        ObjectNode details = event.putObject("order_details").put("kind", "food");
        if (Fields.has(event, "items")) {
            details.set("items", event.get("items"));
        }
        return details;
    }

    /** The sum of quantity times unit_price, or null unless every item has a unit_price. */
    private static BigDecimal sumOf(JsonNode items) {
        if (items.isMissingNode() || items.isNull() || items.isTextual()) {
            return null;
        }
        if (!items.isArray()) {
            throw new Fault("items", "must be an array or a string");
        }
        BigDecimal sum = items.isEmpty() ? null : BigDecimal.ZERO.setScale(2);
        for (JsonNode item : items) {
            if (!item.isObject() && !item.isTextual()) {
                throw new Fault("items", "must be strings or objects");
            }
            BigDecimal unitPrice = Fields.amount(item, "unit_price");
            BigDecimal quantity = quantity(item);
            sum = sum == null || unitPrice == null ? null : sum.add(unitPrice.multiply(quantity));
        }
        return sum;
    }

    private static BigDecimal quantity(JsonNode item) {
        if (!Fields.has(item, "quantity")) {
            return BigDecimal.ONE;
        }
        BigDecimal quantity = Fields.number(item, "quantity", 1, Integer.MAX_VALUE);
        if (quantity.stripTrailingZeros().scale() > 0) {
            throw new Fault("quantity", "must be a positive integer");
        }
        return BigDecimal.valueOf(quantity.longValue());
    }

    private static boolean equalIfGiven(BigDecimal given, BigDecimal total) {
        return given == null || given.compareTo(total) == 0;
    }
}
