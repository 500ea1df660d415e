package ordermill.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An order as a client asked for it, made canonical: what goes to order_details.
 *
 * @param orderId the client's, or a UUIDv7 of ours
 * @param named whether the client chose the id
 * @param event the record to publish, payment token included
 */
record OrderDetails(String orderId, boolean named, ObjectNode event) {

    static OrderDetails ask(byte[] body, Instant now) {
        ObjectNode event = Json.object(body);
        boolean named = !event.path("order_id").isMissingNode()
                && !event.path("order_id").isNull();
        String orderId = named ? Json.id(event, "order_id") : UuidV7.at(now).toString();
        event.put("order_id", orderId)
                .put("user_id", Json.name(event, "user_id", 320))
                .put("user_email", email(event));
        ObjectNode details = details(event);
        BigDecimal total = total(details);
        if (Json.amount(event, "total_cost") == null) {
            event.put("total_cost", total);
        }
        if (event.has("payment_token")) {
            event.put("payment_token", Json.name(event, "payment_token", 256));
        }
        event.put("time", Json.epochSeconds(now));
        return new OrderDetails(orderId, named, event);
    }

    /** The order as it is shown again: without the payment token. */
    ObjectNode shown() {
        return event.deepCopy().without("payment_token");
    }

    private static String email(ObjectNode event) {
        String email = Json.name(event, "user_email", 320);
        int at = email.indexOf('@');
        if (at < 1
                || at != email.lastIndexOf('@')
                || at == email.length() - 1
                || email.chars().anyMatch(Character::isWhitespace)) {
            throw new Invalid("user_email", "must be an e-mail address");
        }
        return email;
    }

    private static ObjectNode details(ObjectNode event) {
        JsonNode node = event.path("order_details");
        if (node.isMissingNode() || node.isNull()) {
            throw new Invalid("order_details", "is missing");
        }
        if (!(node instanceof ObjectNode details)) {
            throw new Invalid("order_details", "must be an object");
        }
        details.put("kind", details.hasNonNull("kind") ? Json.name(details, "kind", 64) : "food");
        return details;
    }

    /** The sum of the items' prices where all have one, else the price. That the two agree is for transactions to decide. */
    private static BigDecimal total(ObjectNode details) {
        BigDecimal price = Json.amount(details, "price");
        BigDecimal items = sumOf(details.path("items"));
        if (items == null && price == null) {
            throw new Invalid("price", "is missing");
        }
        return items != null ? items : price;
    }

    private static BigDecimal sumOf(JsonNode items) {
        if (items.isMissingNode() || items.isNull() || items.isTextual()) {
            return null;
        }
        if (!items.isArray()) {
            throw new Invalid("items", "must be an array");
        }
        BigDecimal sum = items.isEmpty() ? null : BigDecimal.ZERO.setScale(2);
        for (JsonNode item : items) {
            if (!item.isObject() && !item.isTextual()) {
                throw new Invalid("items", "must be strings or objects");
            }
            BigDecimal unitPrice = Json.amount(item, "unit_price");
            BigDecimal quantity = BigDecimal.valueOf(quantity(item));
            sum = sum == null || unitPrice == null ? null : sum.add(unitPrice.multiply(quantity));
        }
        if (sum != null && sum.precision() - sum.scale() > 10) {
            throw new Invalid("items", "add up to 10000000000 or more");
        }
        return sum;
    }

    private static int quantity(JsonNode item) {
        JsonNode quantity = item.path("quantity");
        if (quantity.isMissingNode()) {
            return 1;
        }
        if (!quantity.isIntegralNumber() || !quantity.canConvertToInt() || quantity.intValue() < 1) {
            throw new Invalid("quantity", "must be a positive integer");
        }
        return quantity.intValue();
    }

    /** A time-ordered id (RFC 9562): 48 bits of milliseconds, then random ones. */
    private static final class UuidV7 {

        static UUID at(Instant now) {
            UUID random = UUID.randomUUID();
            long high = now.toEpochMilli() << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff;
            return new UUID(high, random.getLeastSignificantBits());
        }
    }
}
