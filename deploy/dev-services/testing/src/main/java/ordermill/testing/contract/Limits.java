package ordermill.testing.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A schema's {@code x-limits}, which JSON Schema has no word for.
 *
 * @param bytes of the value in UTF-8
 * @param depth of arrays and objects in each other; the record itself is 1
 * @param digits of each number as it is written
 * @param exponent of each number, either way
 */
record Limits(int bytes, int depth, int digits, int exponent) {

    static final Limits NONE = new Limits(1 << 30, 1000, 1000, 1000);

    /** What keeps an exponent of many leading zeros finite. */
    static final int DIGITS_WRITTEN = 1000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static Limits of(JsonNode document) {
        JsonNode limits = document.path("x-limits");
        return new Limits(
                limits.path("bytes").intValue(),
                limits.path("depth").intValue(),
                limits.path("digits").intValue(),
                limits.path("exponent").intValue());
    }

    /** The one JSON value that the bytes are; {@link Exceeded} where they are none, or beyond a limit. */
    JsonNode read(byte[] value) {
        require(value != null, "the value is null");
        require(value.length <= bytes, "more than %d bytes".formatted(bytes));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            require(!text.startsWith("\uFEFF"), "a byte order mark");
            try (JsonParser tokens = MAPPER.createParser(text)) {
                check(tokens);
            }
            return MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw new Exceeded("not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Exceeded("not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By tokens, since a tree has lost what a later field of the same name replaced. */
    private void check(JsonParser tokens) throws IOException {
        int level = 0;
        int values = 0;
        for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
            values += level == 0 ? 1 : 0;
            level += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            require(level <= depth, "nested more than %d deep".formatted(depth));
            if (token.isNumeric()) {
                checkNumber(tokens.getText());
            }
            if (token == JsonToken.FIELD_NAME) {
                require(isWellFormed(tokens.currentName()), "a lone surrogate in a field's name");
            }
        }
        require(values == 1, "not just one JSON value");
    }

    private void checkNumber(String written) {
        require(written.chars().filter(Character::isDigit).count() <= DIGITS_WRITTEN, "a number of too many digits");
        try {
            BigDecimal number = new BigDecimal(written);
            require(number.precision() <= digits, "a number of more than %d digits".formatted(digits));
            require(
                    number.scale() <= exponent && number.scale() >= -exponent,
                    "a number whose exponent is beyond %d".formatted(exponent));
        } catch (NumberFormatException e) {
            throw new Exceeded("a number beyond all");
        }
    }

    private static boolean isWellFormed(String name) {
        return name.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new Exceeded(fault);
        }
    }

    /** Why a value is none that the schema itself could judge. */
    static final class Exceeded extends RuntimeException {
        Exceeded(String fault) {
            super(fault, null, false, false);
        }
    }
}
