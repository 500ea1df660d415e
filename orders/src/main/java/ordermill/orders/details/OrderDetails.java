package ordermill.orders.details;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;
import ordermill.orders.Flow;

/** The JSON of order_details -> an order; just what the topic's contract accepts, and a fault of anything else. */
public final class OrderDetails {

    private static final int KIND = 64;
    private static final int TOKEN = 256;
    private static final int HASH = 16;

    private OrderDetails() {}

    /** @param writtenAt when it was placed, where it does not say */
    public static Details read(byte[] value, Instant writtenAt) {
        return of(Fields.OF_CLIENTS.object(value), writtenAt);
    }

    /** Makes the event canonical in place. */
    public static Details of(ObjectNode event, Instant writtenAt) {
        String userId = Fields.name(event, "user_id", Fields.NAME);
        boolean flat = isFlat(event);
        String id = id(event);
        optionalText(event, "user_email", Fields.NAME);
        optionalText(event, "payment_token", TOKEN);
        if (Fields.time(event, "time") == null) {
            event.put("time", Fields.epochSeconds(writtenAt));
        }
        event.put(Flow.ORDER.idField(), id).put("user_id", userId).put("total_cost", total(event, flat));
        return new Details(Flow.ORDER, id, event);
    }

    /** In a flat record, the food tutorial's, a number counts per user: both together name the order. */
    public static String id(ObjectNode event) {
        String id = Fields.idOrNumber(event, Flow.ORDER.idField());
        if (!isFlat(event) || event.get(Flow.ORDER.idField()).isTextual()) {
            return id;
        }
        String userId = Fields.name(event, "user_id", Fields.NAME);
        String both = userId + "." + id;
        return Fields.isId(both) ? both : "u-" + hash(userId) + "." + id;
    }

    private static boolean isFlat(ObjectNode event) {
        return !Fields.has(event, "order_details");
    }

    private static String hash(String userId) {
        byte[] hash = Fingerprint.sha256(userId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, HASH);
    }

    private static void optionalText(ObjectNode event, String field, int maxLength) {
        if (Fields.has(event, field)) {
            Fields.text(event, field, maxLength);
        }
    }

    /** What the client states, else what follows from the content. That the two agree is for transactions to decide. */
    private static BigDecimal total(ObjectNode event, boolean flat) {
        BigDecimal stated = Fields.amount(event, "total_cost");
        ObjectNode details = flat ? event : details(event);
        BigDecimal price = flat ? null : Fields.amount(details, "price");
        BigDecimal items = sumOf(details.path("items"));
        BigDecimal total = stated != null ? stated : flat ? null : items != null ? items : price;
        if (total == null) {
            throw new Fault(flat ? "total_cost" : "price", "is missing");
        }
        return total;
    }

    private static ObjectNode details(ObjectNode event) {
        if (!(event.get("order_details") instanceof ObjectNode details)) {
            throw new Fault("order_details", "must be an object");
        }
        details.put("kind", Fields.has(details, "kind") ? Fields.text(details, "kind", KIND) : "food");
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
}
