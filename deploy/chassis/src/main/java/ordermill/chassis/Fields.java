package ordermill.chassis;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * JSON objects within limits, and their fields by type. What is read can be written, calculated with and stored: the
 * limits hold for every number and every level, also of what is only carried along. Every refusal is a {@link Fault}.
 */
public final class Fields {

    /** What strangers write. */
    public static final Fields OF_CLIENTS = new Fields(256 * 1024, 64);

    /** What our own services write: up to what Kafka takes, and deeper by what they add. */
    public static final Fields OF_SERVICES = new Fields(1024 * 1024, 80);

    /** The longest name, in code points. */
    public static final int NAME = 320;

    private static final int DIGITS = 100;
    private static final int EXPONENT = 100;
    private static final int CENTS = 2;
    private static final BigDecimal AMOUNT_END = BigDecimal.TEN.pow(10);
    private static final BigDecimal LARGEST_ID = BigDecimal.TEN.pow(18).subtract(BigDecimal.ONE);
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final int maxBytes;
    private final JsonMapper mapper;

    private Fields(int maxBytes, int maxDepth) {
        this.maxBytes = maxBytes;
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(maxDepth)
                                .maxNameLength(maxBytes)
                                .build())
                        .build())
                .nodeFactory(new Bounded())
                // Else what lies beyond the first plane would take three times its bytes.
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** The object that the value is, in UTF-8. */
    public ObjectNode object(byte[] value) {
        if (value == null || value.length == 0) {
            throw new Fault(value == null ? "the value is null" : "the value is empty, expected a JSON object");
        }
        if (value.length > maxBytes) {
            throw new Fault("the value has %d bytes, more than %d".formatted(value.length, maxBytes));
        }
        if (!isUtf8(value)) {
            throw new Fault("not JSON in UTF-8");
        }
        try {
            if (mapper.readTree(value) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Fault(
                    at == null
                            ? "not JSON"
                            : "not JSON: line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            throw new Fault("not JSON");
        }
        throw new Fault("the value is JSON, but not an object");
    }

    /** The JSON of a tree, in UTF-8. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return OF_SERVICES.mapper.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new Fault("it cannot be written as JSON again");
        }
    }

    public static ObjectNode newObject() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Whether the field is there and not null: for an optional field null is as absent. */
    public static boolean has(JsonNode parent, String field) {
        return parent.hasNonNull(field);
    }

    /** A text of at most so many code points, no control characters, not blank. */
    public static String text(JsonNode parent, String field, int maxLength) {
        JsonNode node = required(parent, field);
        if (!node.isTextual()) {
            throw new Fault(field, "must be a string");
        }
        String text = node.textValue();
        if (!isName(text, maxLength)) {
            throw new Fault(
                    field,
                    "must have 1 to %d characters, none of them a control character, not all blank"
                            .formatted(maxLength));
        }
        return text;
    }

    /** A text, or an integer, which becomes its digits. */
    public static String name(JsonNode parent, String field, int maxLength) {
        JsonNode node = required(parent, field);
        return node.isNumber() ? digits(node, field) : text(parent, field, maxLength);
    }

    /** 1 to 64 of {@code A-Z a-z 0-9 _ . -}, not {@code .} and not {@code ..}, which addresses swallow. */
    public static String id(JsonNode parent, String field) {
        JsonNode node = required(parent, field);
        if (!node.isTextual() || !isId(node.textValue())) {
            throw new Fault(field, "must be 1 to 64 of A-Z a-z 0-9 _ . -, and not . or ..");
        }
        return node.textValue();
    }

    /** An id, or an integer, which becomes its digits. */
    public static String idOrNumber(JsonNode parent, String field) {
        JsonNode node = required(parent, field);
        return node.isNumber() ? digits(node, field) : id(parent, field);
    }

    /** An amount below ten thousand million, exact to the cent: a number or its plain decimal text; null where absent. */
    public static BigDecimal amount(JsonNode parent, String field) {
        if (!has(parent, field)) {
            return null;
        }
        JsonNode node = parent.get(field);
        if (node.isTextual() && isPlainAmount(node.textValue())) {
            return new BigDecimal(node.textValue()).setScale(CENTS);
        }
        BigDecimal amount = cents(parent, field);
        if (amount.compareTo(AMOUNT_END) >= 0) {
            throw new Fault(field, "must be less than 10000000000");
        }
        return amount;
    }

    /** A number that is not negative and exact to the cent. */
    public static BigDecimal cents(JsonNode parent, String field) {
        BigDecimal amount = number(parent, field);
        if (amount.signum() < 0) {
            throw new Fault(field, "must not be negative");
        }
        try {
            return amount.setScale(CENTS);
        } catch (ArithmeticException e) {
            throw new Fault(field, "must have at most two decimals");
        }
    }

    public static BigDecimal number(JsonNode parent, String field) {
        JsonNode node = required(parent, field);
        if (!node.isNumber()) {
            throw new Fault(field, "must be a number");
        }
        return node.decimalValue();
    }

    /** A number between these two, both included. */
    public static BigDecimal number(JsonNode parent, String field, int from, int to) {
        BigDecimal number = number(parent, field);
        if (number.compareTo(BigDecimal.valueOf(from)) < 0 || number.compareTo(BigDecimal.valueOf(to)) > 0) {
            throw new Fault(field, "must be between %d and %d".formatted(from, to));
        }
        return number;
    }

    /** Epoch seconds with a fraction, from 1970 to 9999, to the microsecond; null where absent. */
    public static Instant time(JsonNode parent, String field) {
        if (!has(parent, field)) {
            return null;
        }
        BigDecimal seconds = number(parent, field);
        if (seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(END_OF_TIME.getEpochSecond())) > 0) {
            throw new Fault(field, "must be epoch seconds, from 1970 to 9999");
        }
        return Instant.EPOCH.plus(seconds.movePointRight(6).longValue(), ChronoUnit.MICROS);
    }

    /** Seconds since 1970 with a fraction, as the wire contract has every instant. */
    public static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    /** When the record says that it was written; what lies outside of 1970 to 9999 becomes that end. */
    public static Instant writtenAt(ConsumerRecord<?, ?> record) {
        return Instant.ofEpochMilli(Math.max(0, Math.min(record.timestamp(), END_OF_TIME.toEpochMilli())));
    }

    public static boolean isName(String text, int maxLength) {
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            blank &= c == ' ';
        }
        return !blank && (text.length() <= maxLength || text.codePointCount(0, text.length()) <= maxLength);
    }

    public static boolean isId(String text) {
        if (text.isEmpty() || text.length() > 64 || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Jackson would guess other encodings and is lenient with malformed ones, which readers in other languages are not. */
    private static boolean isUtf8(byte[] value) {
        if (value[0] <= 0 || value.length > 1 && value[1] == 0) {
            return false;
        }
        for (byte b : value) {
            if (b < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
                    return true;
                } catch (CharacterCodingException malformed) {
                    return false;
                }
            }
        }
        return true;
    }

    private static JsonNode required(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (node.isMissingNode() || node.isNull()) {
            throw new Fault(field, "is missing");
        }
        return node;
    }

    /** 1.0 is an integer, as in JSON Schema. */
    private static String digits(JsonNode node, String field) {
        BigDecimal number = node.decimalValue();
        if (number.abs().compareTo(LARGEST_ID) > 0
                || number.stripTrailingZeros().scale() > 0) {
            throw new Fault(field, "must be a string or an integer of at most 18 digits");
        }
        return Long.toString(number.longValue());
    }

    private static boolean isPlainAmount(String text) {
        int point = text.indexOf('.');
        int integers = point < 0 ? text.length() : point;
        int decimals = point < 0 ? 0 : text.length() - point - 1;
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
        return digits
                && point == text.lastIndexOf('.')
                && integers >= 1
                && integers <= 10
                && decimals <= CENTS
                && (point < 0 || decimals > 0);
    }

    /** Makes nodes of what can be written and stored again, and of nothing else. */
    private static final class Bounded extends JsonNodeFactory {

        Bounded() {
            super(true);
        }

        @Override
        public ValueNode numberNode(BigDecimal number) {
            if (number.precision() > DIGITS || number.scale() > EXPONENT || number.scale() < -EXPONENT) {
                throw new Fault("a number has more than %d digits or a larger exponent".formatted(DIGITS));
            }
            return super.numberNode(number);
        }

        @Override
        public ValueNode numberNode(BigInteger number) {
            numberNode(new BigDecimal(number));
            return super.numberNode(number);
        }

        /** A lone surrogate has no UTF-8: it stands for U+FFFD from the first reader on, so that all see the same. */
        @Override
        public TextNode textNode(String text) {
            return super.textNode(wellFormed(text));
        }
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int[] codePoints = text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .toArray();
                return new String(codePoints, 0, codePoints.length);
            }
        }
        return text;
    }
}
