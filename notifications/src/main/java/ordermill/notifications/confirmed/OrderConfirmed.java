package ordermill.notifications.confirmed;

import static ordermill.notifications.confirmed.ReadFields.object;
import static ordermill.notifications.confirmed.ReadFields.time;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * What notifications reads of an order_confirmed record.
 *
 * @param lines what was ordered, as far as a mail lists it
 * @param total what it costs, two decimals; null in rows of before it was kept
 */
public record OrderConfirmed(String id, String userId, String address, List<Line> lines, BigDecimal total, String event)
        implements Confirmed {

    /** Below Kafka's limit of 1 MiB by more than the outcome adds. */
    public static final int LARGEST_EVENT = 1_000_000;

    private static final int LONGEST_KIND = 64;
    private static final BigDecimal LARGEST_TOTAL = BigDecimal.TEN.pow(25);

    public static OrderConfirmed read(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode order = Fields.OF_SERVICES.object(record.value());
        String id = Fields.id(order, "order_id");
        String userId = Fields.text(order, "user_id", Fields.NAME);
        String address = Fields.text(order, "customer_email", Fields.NAME);
        ObjectNode details = object(order, "order_details");
        String kind = Fields.text(details, "kind", LONGEST_KIND);
        BigDecimal total = Fields.cents(order, "total_cost");
        if (total.compareTo(LARGEST_TOTAL) > 0) {
            throw new Fault("total_cost", "must be at most 1e25");
        }
        Fields.time(order, "confirmed_time");
        List<Line> lines = Line.of(details);

        ObjectNode event =
                Fields.newObject().put("order_id", id).put("user_id", userId).put("user_email", address);
        event.set("order_details", details);
        event.set("time", time(order, record));
        return new OrderConfirmed(id, userId, address, lines, total, json(event, kind, lines));
    }

    /** From a row of the queue. */
    public static OrderConfirmed of(ObjectNode event, String json, BigDecimal total) {
        return new OrderConfirmed(
                event.path("order_id").asText(),
                event.path("user_id").asText(),
                event.path("user_email").asText(),
                Line.of(event.path("order_details")),
                total,
                json);
    }

    @Override
    public String kind() {
        return ORDER;
    }

    /** Numbers may be longer than they came: content that would not fit is replaced by what the mail says of it. */
    private static String json(ObjectNode event, String kind, List<Line> lines) {
        byte[] bytes = Fields.bytes(event);
        if (bytes.length > LARGEST_EVENT) {
            ObjectNode inShort = Fields.newObject().put("kind", kind);
            var items = inShort.putArray("items");
            lines.forEach(line -> items.addObject().put("name", line.name()).put("quantity", line.quantity()));
            event.set("order_details", inShort);
            bytes = Fields.bytes(event);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
