package ordermill.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests and events as JSON trees: what a client adds is carried along untouched, and amounts keep their digits. */
final class Json {

    /** The largest amount: twelve digits, two of them decimals. */
    private static final int MAX_INTEGER_DIGITS = 10;

    private static final int MAX_SCALE = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static ObjectNode object(byte[] body) {
        if (body == null || body.length == 0) {
            throw new Invalid(null, "the body is empty, expected a JSON object");
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
            throw new Invalid(null, "the body is JSON, but not an object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Invalid(
                    null,
                    at == null
                            ? "the body is not JSON"
                            : "the body is not JSON: line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
        } catch (IOException e) {
            throw new Invalid(null, "the body is not JSON");
        }
    }

    static byte[] bytes(JsonNode event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new Invalid(null, "the body has text that is no Unicode");
        }
    }

    /** A field that names something: a non-empty string of at most {@code maxLength} characters, or an integer. */
    static String name(JsonNode parent, String field, int maxLength) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            throw new Invalid(field, "is missing");
        }
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw new Invalid(field, "must be a string");
        }
        String text = node.asText();
        if (text.isBlank() || text.length() > maxLength || text.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid(
                    field, "must have 1 to %d characters, none of them a control character".formatted(maxLength));
        }
        return text;
    }

    /** An id as the wire contract has it: 1 to 64 of {@code A-Z a-z 0-9 _ . -}, or an integer, which becomes its digits. */
    static String id(JsonNode parent, String field) {
        String id = name(parent, field, 64);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '_' && c != '.' && c != '-') {
                throw new Invalid(field, "must be 1 to 64 of A-Z a-z 0-9 _ . -");
            }
        }
        return id;
    }

    /** An amount, exact to the cent: a number or a numeric string, not negative; null where the field is absent. */
    static BigDecimal amount(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        BigDecimal amount = number(node);
        if (amount == null) {
            throw new Invalid(field, "must be a number");
        }
        if (amount.signum() < 0) {
            throw new Invalid(field, "must not be negative");
        }
        // Digits are counted before the scale is set: neither 1e999999999 nor 1e-999999999 may be written out.
        if (amount.scale() > MAX_SCALE) {
            throw new Invalid(field, "must have at most two decimals");
        }
        if ((long) amount.precision() - amount.scale() > MAX_INTEGER_DIGITS) {
            throw new Invalid(field, "must be less than 10000000000");
        }
        try {
            return amount.setScale(2);
        } catch (ArithmeticException e) {
            throw new Invalid(field, "must have at most two decimals");
        }
    }

    private static BigDecimal number(JsonNode node) {
        try {
            return node.isTextual()
                    ? new BigDecimal(node.textValue().strip())
                    : node.isNumber() ? node.decimalValue() : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Seconds since 1970 with a fraction, as the wire contract has every instant. */
    static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
