package ordermill.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.testing.contract.Contract;

/** An event or a request made from a contract's example, with what a test wants to be different. */
public final class Sample {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String topic;
    private final ObjectNode json;
    private final Map<String, String> asWritten = new LinkedHashMap<>();

    private Sample(String topic, ObjectNode json) {
        this.topic = topic;
        this.json = json;
    }

    /** The topic's example, under an id of its own. */
    public static Sample of(String topic) {
        var sample = new Sample(topic, tree(contract(topic).example()));
        return sample.withId(UUID.randomUUID().toString());
    }

    /** What a client sends to have an order placed. */
    public static Sample order() {
        return of(Topics.ORDER_DETAILS).without("time");
    }

    /** What a client sends to have a ride placed. */
    public static Sample ride() {
        return of(Topics.RIDE_DETAILS).without("time");
    }

    /** The event of this topic for the same order or ride. */
    public Sample then(String next) {
        return of(next).withId(id());
    }

    public static Contract contract(String topic) {
        if (topic.endsWith("_details") || topic.equals(Topics.TIMESTAMP)) {
            return Contract.of("orders", topic);
        }
        return Contract.of(topic.endsWith("_email_sent") ? "notifications" : "transactions", topic);
    }

    public static ObjectNode tree(byte[] json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Sample withId(String id) {
        return with(Flow.of(topic).idField(), id);
    }

    /** @param path names joined by dots */
    public Sample with(String path, Object value) {
        parent(path).set(last(path), MAPPER.valueToTree(value));
        return this;
    }

    /** With JSON that stands there to the letter. */
    public Sample written(String path, String raw) {
        String mark = "@" + asWritten.size() + "@";
        asWritten.put("\"" + mark + "\"", raw);
        return with(path, mark);
    }

    public Sample without(String path) {
        parent(path).remove(last(path));
        return this;
    }

    public String topic() {
        return topic;
    }

    public String id() {
        return json.get(Flow.of(topic).idField()).asText();
    }

    public String text() {
        String text = json.toString();
        for (var written : asWritten.entrySet()) {
            text = text.replace(written.getKey(), written.getValue());
        }
        return text;
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode parent(String path) {
        ObjectNode parent = json;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            parent = parent.withObject("/" + names[i], JsonNode.OverwriteMode.ALL, true);
        }
        return parent;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
