package ordermill.notifications;

import java.io.IOException;
import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Events as JSON trees: what a client adds is carried along untouched, and amounts keep their digits. */
final class Json {

    /** The largest record value that is read, in bytes: twice the largest order, and what is published of it fits Kafka's limit. */
    static final int MAX_BYTES = 512 * 1024;

    static final int MAX_NAME = 320;

    /** The largest amount: twelve digits, two of them decimals. */
    private static final int MAX_INTEGER_DIGITS = 10;

    private static final int MAX_SCALE = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static ObjectNode object(byte[] value) {
        if (value == null) {
            throw new Unreadable("the value is null");
        }
        if (value.length > MAX_BYTES) {
            throw new Unreadable("the value has %d bytes, more than %d".formatted(value.length, MAX_BYTES));
        }
        try {
            if (MAPPER.readTree(value) instanceof ObjectNode object) {
                return object;
            }
            throw new Unreadable("the value is JSON, but not an object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Unreadable(
                    at == null
                            ? "not JSON"
                            : "not JSON: line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
        } catch (IOException e) {
            throw new Unreadable("not JSON");
        }
    }

    static ObjectNode object(String stored) {
        try {
            return (ObjectNode) MAPPER.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored event is not JSON", e);
        }
    }

    static String text(JsonNode event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new Unreadable("it cannot be written as JSON again");
        }
    }

    /** A field that names something: a non-empty string of at most {@code maxLength} characters, or an integer. */
    static String name(JsonNode parent, String field, int maxLength) {
        JsonNode node = parent.path(field);
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw new Unreadable(field + (node.isMissingNode() || node.isNull() ? " is missing" : " is no string"));
        }
        String text = node.asText();
        if (text.isBlank() || text.length() > maxLength || text.indexOf('\0') >= 0) {
            throw new Unreadable("%s is blank, longer than %d or has a NUL".formatted(field, maxLength));
        }
        return text;
    }

    /** A name of 1 to 64 of {@code A-Z a-z 0-9 _ . -}. */
    static String id(ObjectNode event, String field) {
        String id = name(event, field, 64);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '.'
                    || c == '-';
            if (!allowed) {
                throw new Unreadable(field + " has characters other than A-Z a-z 0-9 _ . -");
            }
        }
        return id;
    }

    /** The field {@code time}, or else when the record was written; epoch seconds. */
    static BigDecimal time(ObjectNode event, ConsumerRecord<?, ?> record) {
        return event.path("time").isNumber()
                ? event.path("time").decimalValue()
                : BigDecimal.valueOf(record.timestamp(), 3);
    }

    /** An amount, exact to the cent: a number or a numeric string, not negative; null where the field is absent. */
    static BigDecimal amount(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        BigDecimal amount;
        try {
            amount = node.isTextual()
                    ? new BigDecimal(node.textValue().strip())
                    : node.isNumber() ? node.decimalValue() : null;
        } catch (NumberFormatException e) {
            amount = null;
        }
        if (amount == null) {
            throw new Unreadable(field + " is no number");
        }
        if (amount.signum() < 0) {
            throw new Unreadable(field + " is negative");
        }
        // Digits are counted before the scale is set: neither 1e999999999 nor 1e-999999999 may be written out.
        if ((long) amount.precision() - amount.scale() > MAX_INTEGER_DIGITS || amount.scale() > MAX_SCALE) {
            throw new Unreadable(field + " is too large or has too many decimals");
        }
        try {
            return amount.setScale(2);
        } catch (ArithmeticException e) {
            throw new Unreadable(field + " has more than two decimals");
        }
    }
}
