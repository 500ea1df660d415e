package ordermill.orders;

import java.util.List;

/** The two ways through the system, order and ride, and what the events of each have in common. */
public enum Flow {
    ORDER(
            "order",
            "order_id",
            Topics.ORDER_DETAILS,
            List.of("user_id", "user_email", "order_details", "total_cost", "payment_token")),
    RIDE("ride", "id", Topics.RIDE_DETAILS, List.of("customer_id", "customer_email", "location"));

    private final String word;
    private final String idField;
    private final String topic;
    private final List<String> content;

    Flow(String word, String idField, String topic, List<String> content) {
        this.word = word;
        this.idField = idField;
        this.topic = topic;
        this.content = content;
    }

    /** {@code order} or {@code ride}, as in addresses, topics and tables. */
    public String word() {
        return word;
    }

    public String idField() {
        return idField;
    }

    /** The topic that accepted requests go to. */
    public String topic() {
        return topic;
    }

    /** The fields in which a repeated request agrees with the first one. */
    public List<String> content() {
        return content;
    }

    /** The flow of a word or of a topic's name. */
    public static Flow of(String word) {
        return word.startsWith(RIDE.word) ? RIDE : ORDER;
    }
}
