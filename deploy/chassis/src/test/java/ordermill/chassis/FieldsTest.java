package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    static Stream<String> notCarried() {
        return Stream.of(
                "10E2147483647",
                "9".repeat(998) + "E1",
                "1e200000",
                "1e-200000",
                "0e500000000",
                "0E-101",
                "1" + "0".repeat(100),
                "1." + "0".repeat(100),
                "9".repeat(130_000),
                "[".repeat(64) + "]".repeat(64),
                "{\"a\":".repeat(64) + "1" + "}".repeat(64));
    }

    @ParameterizedTest
    @MethodSource("notCarried")
    void whatCannotBeWrittenOrCalculatedWithIsNotEvenCarriedAlong(String value) {
        assertThatThrownBy(() -> object("{\"x\":%s}".formatted(value))).isInstanceOf(Fault.class);
    }

    static Stream<String> carried() {
        return Stream.of(
                "1" + "0".repeat(99),
                "1e100",
                "1E-100",
                "0.00",
                "-0.0",
                "[".repeat(63) + "]".repeat(63),
                "\"\\u0000\"",
                "\"\\ud83c\\udf54\"",
                "\"\uD83C\uDF54\"");
    }

    @ParameterizedTest
    @MethodSource("carried")
    void whatIsReadIsWrittenAndReadEqual(String value) {
        ObjectNode read = object("{\"x\":%s}".formatted(value));

        assertThat(Fields.OF_SERVICES.object(Fields.bytes(read))).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{} {}", "{\"a\":01}", "{\"a\":NaN}", "\uFEFF{}", "{'a':1}", "null"})
    void whatIsNoObjectIsAFault(String value) {
        assertThatThrownBy(() -> object(value)).isInstanceOf(Fault.class);
    }

    @Test
    void otherEncodingsAreAFault() {
        for (var encoding : new java.nio.charset.Charset[] {StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE}) {
            assertThatThrownBy(() -> Fields.OF_CLIENTS.object("{\"a\":1}".getBytes(encoding)))
                    .isInstanceOf(Fault.class);
        }
    }

    @Test
    void malformedUtf8IsAFault() {
        for (String bytes : new String[] {"c0af", "e080af", "f08080af", "f4908080", "eda0bc", "80", "c3"}) {
            byte[] value = java.util.HexFormat.of().parseHex("7b2261223a22" + bytes + "227d");

            assertThatThrownBy(() -> Fields.OF_CLIENTS.object(value)).isInstanceOf(Fault.class);
        }
    }

    @Test
    void whatIsCarriedAlongGrowsByHalfAtMost() {
        for (String carried :
                new String[] {"\"🍔🍔🍔🍔🍔🍔🍔🍔\"", "[1e1,1e1,1e1,1e1,1e1,1e1]", "\"\\u0001\\u0001\""}) {
            byte[] value = "{\"a\":%s}".formatted(carried).getBytes(StandardCharsets.UTF_8);

            assertThat(Fields.bytes(Fields.OF_CLIENTS.object(value)).length).isLessThanOrEqualTo(value.length * 3 / 2);
        }
    }

    @Test
    void valueOverTheLimitIsAFaultAndNullToo() {
        byte[] large = ("{\"a\":\"" + "x".repeat(256 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Fields.OF_CLIENTS.object(large)).isInstanceOf(Fault.class);
        assertThat(Fields.OF_SERVICES.object(large)).hasSize(1);
        assertThatThrownBy(() -> Fields.OF_CLIENTS.object(null)).hasMessage("the value is null");
    }

    @Test
    void loneSurrogateStandsForTheReplacementCharacterFromTheBeginning() {
        ObjectNode read = object("{\"name\":\"Burger \\ud83c\"}");

        assertThat(read.get("name").textValue()).isEqualTo("Burger \uFFFD");
        assertThat(Fields.OF_CLIENTS.object(Fields.bytes(read))).isEqualTo(read);
    }

    @Test
    void loneSurrogateInAFieldsNameIsAFault() {
        assertThatThrownBy(() -> object("{\"\\ud83c\":1}")).isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9999999999.99", "4.50", "1e1", "-0.0", "\"120\"", "\"0.5\"", "4.500"})
    void amountIsReadToTheCent(String amount) {
        assertThat(Fields.amount(object("{\"a\":%s}".formatted(amount)), "a").scale())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "10000000000",
                "1.005",
                "1e100",
                "\"\"",
                "\" 1\"",
                "\"1e1\"",
                "\"+1\"",
                "\"1.\"",
                "\".5\"",
                "\"1.005\"",
                "\"1,5\"",
                "true",
                "[]",
                "\"NaN\"",
                "\"\u0661\""
            })
    void whatIsNoAmountIsAFault(String amount) {
        ObjectNode object = object("{\"a\":%s}".formatted(amount));

        assertThatThrownBy(() -> Fields.amount(object, "a")).isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE, 1_763_700_000L})
    void recordsTimeIsOneThatCanBeStored(long timestamp) {
        var record = new ConsumerRecord<>(
                "t",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                java.util.Optional.empty());

        assertThat(Fields.writtenAt(record)).isBetween(Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));
    }

    @Test
    void nameIsCountedInCodePoints() {
        assertThat(Fields.isName("🍔".repeat(320), 320)).isTrue();
        assertThat(Fields.isName("🍔".repeat(321), 320)).isFalse();
        assertThat(Fields.isName(" ", 320)).isFalse();
        assertThat(Fields.isName("a\u007F", 320)).isFalse();
    }

    private static ObjectNode object(String json) {
        return Fields.OF_CLIENTS.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
