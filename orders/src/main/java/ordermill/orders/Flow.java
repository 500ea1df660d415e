package ordermill.orders;

import java.util.List;
import java.util.Locale;

/** The two ways through the system, and what their events have in common. */
enum Flow {
    ORDER("order_id", List.of("user_id", "user_email", "order_details", "total_cost", "payment_token")),
    RIDE("id", List.of("customer_id", "customer_email", "location"));

    private final String idField;
    private final List<String> content;

    Flow(String idField, List<String> content) {
        this.idField = idField;
        this.content = content;
    }

    String idField() {
        return idField;
    }

    /** The fields in which a repeated request agrees with the first one. */
    List<String> content() {
        return content;
    }

    /** The topic that accepted requests go to. */
    String topic() {
        return word() + "_details";
    }

    /** {@code order} or {@code ride}, as in addresses, topics and tables. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Flow of(String word) {
        return word.startsWith("ride") ? RIDE : ORDER;
    }
}
