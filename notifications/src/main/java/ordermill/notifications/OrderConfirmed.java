package ordermill.notifications;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What notifications reads of an order_confirmed record.
 *
 * @param lines what was ordered, as far as a mail lists it
 * @param total what it costs, two decimals
 */
record OrderConfirmed(String id, String userId, String address, List<Line> lines, BigDecimal total, ObjectNode event)
        implements Confirmed {

    private static final int MAX_LINES = 50;

    static OrderConfirmed read(ConsumerRecord<String, byte[]> record) {
        ObjectNode order = Json.object(record.value());
        String id = Json.id(order, "order_id");
        String userId = Json.name(order, order.hasNonNull("user_id") ? "user_id" : "customer_id", Json.MAX_NAME);
        String address =
                Json.name(order, order.hasNonNull("customer_email") ? "customer_email" : "user_email", Json.MAX_NAME);
        BigDecimal total = Json.amount(order, "total_cost");
        if (total == null) {
            throw new Unreadable("total_cost is missing");
        }
        ObjectNode details = details(order);
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("order_id", id)
                .put("user_id", userId)
                .put("user_email", address);
        event.set("order_details", details);
        event.put("time", Json.time(order, record));
        return new OrderConfirmed(id, userId, address, lines(details), total, event);
    }

    @Override
    public String kind() {
        return "order";
    }

    private static ObjectNode details(ObjectNode order) {
        if (order.path("order_details") instanceof ObjectNode details) {
            return details;
        }
        if (order.hasNonNull("order_details")) {
            throw new Unreadable("order_details is no object");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<Line> lines(ObjectNode details) {
        List<Line> lines = new ArrayList<>();
        if (details.path("items").isArray()) {
            for (JsonNode item : details.path("items")) {
                if (lines.size() == MAX_LINES) {
                    lines.add(new Line("", "and more"));
                    break;
                }
                lines.add(Line.of(item));
            }
        } else if (details.path("name").isTextual()) {
            lines.add(Line.of(details));
        }
        return lines;
    }

    /** One line of the mail. */
    record Line(String quantity, String name) {

        private static final int MAX_TEXT = 100;

        static Line of(JsonNode item) {
            String quantity = item.path("quantity").isIntegralNumber()
                    ? item.path("quantity").asText()
                    : "1";
            JsonNode name = item.isObject() ? item.has("name") ? item.path("name") : item.path("sku") : item;
            return new Line(cut(quantity), cut(name.isValueNode() && !name.isNull() ? name.asText() : "item"));
        }

        private static String cut(String text) {
            return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
        }
    }
}
