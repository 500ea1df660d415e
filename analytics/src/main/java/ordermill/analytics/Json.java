package ordermill.analytics;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events as JSON trees, of which just the fields that analytics needs are looked at; amounts keep their digits. */
final class Json {

    /** The largest amount: twelve digits, two of them decimals. */
    private static final int MAX_INTEGER_DIGITS = 10;

    private static final BigDecimal END_OF_TIME =
            BigDecimal.valueOf(Instant.parse("9999-12-31T00:00:00Z").getEpochSecond());

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

    static JsonNode stored(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database's JSON is none", e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
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

    /** A word that somebody chose freely: cut to {@code maxLength}, since an order counts whatever it is called. */
    static String word(JsonNode parent, String field, int maxLength, String ifMissing) {
        JsonNode node = parent.path(field);
        if (!node.isTextual() || node.textValue().isBlank()) {
            return ifMissing;
        }
        String word = node.textValue();
        if (word.length() > maxLength) {
            int end = Character.isHighSurrogate(word.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
            word = word.substring(0, end);
        }
        return word.replace('\0', '\uFFFD');
    }

    /** An amount, exact to the cent: a number or a numeric string, not negative. */
    static BigDecimal amount(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            throw new Unreadable(field + " is missing");
        }
        BigDecimal amount;
        try {
            amount = node.isTextual() ? new BigDecimal(node.textValue().strip()) : decimal(node, field);
        } catch (NumberFormatException e) {
            throw new Unreadable(field + " is no number");
        }
        if (amount.signum() < 0) {
            throw new Unreadable(field + " is negative");
        }
        // Digits are counted before the scale is set: 1e999999999 must not be written out.
        if ((long) amount.precision() - amount.scale() > MAX_INTEGER_DIGITS || amount.scale() > 64) {
            throw new Unreadable(field + " is too large or has too many decimals");
        }
        try {
            return amount.setScale(2);
        } catch (ArithmeticException e) {
            throw new Unreadable(field + " has more than two decimals");
        }
    }

    static BigDecimal decimal(JsonNode node, String field) {
        if (!node.isNumber()) {
            throw new Unreadable(field + (node.isMissingNode() ? " is missing" : " is no number"));
        }
        return node.decimalValue();
    }

    /** Epoch seconds with a fraction, or {@code ifMissing}. */
    static Instant instant(JsonNode parent, String field, Instant ifMissing) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return ifMissing;
        }
        BigDecimal seconds = decimal(node, field);
        if (seconds.signum() < 0 || seconds.compareTo(END_OF_TIME) > 0) {
            throw new Unreadable(field + " is out of range");
        }
        return Instant.EPOCH.plus(seconds.movePointRight(6).longValue(), ChronoUnit.MICROS);
    }

    /** Seconds since 1970 with a fraction, as the wire contract has every instant. */
    static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
