package ordermill.orders;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An order as a client asks for it over HTTP, checked field by field and made canonical. */
final class OrderDetails {

    private OrderDetails() {}

    static Asked ask(ObjectNode event, Instant now) {
        Asked asked = Asked.of(Flow.ORDER, event, now);
        event.put("user_id", Json.name(event, "user_id", 320)).put("user_email", email(event));
        BigDecimal total = total(details(event));
        if (Json.amount(event, "total_cost") == null) {
            event.put("total_cost", total);
        }
        if (event.has("payment_token")) {
            event.put("payment_token", Json.name(event, "payment_token", 256));
        }
        return asked;
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
}
