package ordermill.transactions;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What transactions reads of an order_details record.
 *
 * @param orderId 1 to 64 of {@code A-Z a-z 0-9 _ . -}
 * @param totalCost what to charge: the items' prices, or the price, or the total that the client states
 * @param addsUp false where two of these are given and differ
 * @param paymentToken what the gateway charges; null where the client gave none
 * @param event the order as it is published on, without the payment token
 */
record OrderDetails(String orderId, BigDecimal totalCost, boolean addsUp, String paymentToken, ObjectNode event)
        implements Polled.Request {

    private static final int MAX_NAME = 320;

    static OrderDetails read(ConsumerRecord<String, byte[]> record, String emailDomain) {
        ObjectNode event = Json.object(record.value());
        String orderId = Json.id(event, "order_id");
        String userId = Json.name(event, "user_id", MAX_NAME);
        event.put("order_id", orderId).put("user_id", userId);
        if (event.path("user_email").isMissingNode() || event.path("user_email").isNull()) {
            event.put("user_email", userId + "@" + emailDomain);
        }
        event.put("customer_id", userId).put("customer_email", Json.name(event, "user_email", MAX_NAME));
        if (!event.path("time").isNumber()) {
            event.put("time", BigDecimal.valueOf(record.timestamp(), 3));
        }
        JsonNode token = event.remove("payment_token");

        BigDecimal stated = Json.amount(event, "total_cost");
        ObjectNode details = details(event, stated);
        BigDecimal price = Json.amount(details, "price");
        BigDecimal items = sumOf(details.path("items"));
        BigDecimal total = items != null ? items : price != null ? price : stated;
        if (total == null) {
            throw new Unreadable("no price: neither the items, nor order_details.price, nor total_cost give one");
        }
        event.put("total_cost", total);
        return new OrderDetails(
                orderId, total, equalIfGiven(price, total) && equalIfGiven(stated, total), tokenOf(token), event);
    }

    @Override
    public String id() {
        return orderId;
    }

    /** Its time and its token may differ: the stored order has another time, and no token at all. */
    @Override
    public boolean hasContentOf(ObjectNode decided) {
        return Json.equal(event, decided, "user_id", "user_email", "order_details", "total_cost");
    }

    /** The food tutorial's flat record has items and total_cost at the top, and no order_details. */
    private static ObjectNode details(ObjectNode event, BigDecimal stated) {
        if (event.path("order_details") instanceof ObjectNode details) {
            if (!details.path("kind").isTextual()) {
                details.put("kind", "food");
            }
            return details;
        }
        if (event.has("order_details") || stated == null) {
            throw new Unreadable("order_details is " + (event.has("order_details") ? "no object" : "missing"));
        }
        ObjectNode details =
                event.putObject("order_details").put("kind", "food").put("price", stated);
        if (event.has("items")) {
            details.set("items", event.get("items"));
        }
        return details;
    }

    /** The sum of quantity times unit_price, or null unless every item has a unit_price. */
    private static BigDecimal sumOf(JsonNode items) {
        if (!items.isArray() || items.isEmpty()) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO.setScale(2);
        for (JsonNode item : items) {
            BigDecimal unitPrice = Json.amount(item, "unit_price");
            if (unitPrice == null) {
                return null;
            }
            JsonNode quantity = item.path("quantity");
            if (!quantity.isMissingNode()
                    && !(quantity.canConvertToInt() && quantity.isIntegralNumber() && quantity.intValue() > 0)) {
                throw new Unreadable("quantity is no positive integer");
            }
            sum = sum.add(unitPrice.multiply(BigDecimal.valueOf(quantity.asInt(1))));
        }
        if (sum.precision() - sum.scale() > 10) {
            throw new Unreadable("the items' prices add up to too much");
        }
        return sum;
    }

    private static boolean equalIfGiven(BigDecimal given, BigDecimal total) {
        return given == null || given.compareTo(total) == 0;
    }

    private static String tokenOf(JsonNode token) {
        return token == null || token.isNull() ? null : token.asText();
    }
}
