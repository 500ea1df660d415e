package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersTest {

    /** The producer's {@code max.request.size} and, nearly, the broker's {@code message.max.bytes}. */
    private static final int KAFKAS_LIMIT = 1024 * 1024;

    @Test
    void letterIsTheRecordByteForByteWithWhereItStoodAndWhy() {
        byte[] key = {(byte) 0xff, 0, (byte) 0xfe, 1};
        byte[] value = {(byte) 0x80, 0, 1};
        var record = record(key, value, 0);
        record.headers()
                .add("trace", new byte[] {(byte) 0xff})
                .add("empty", null)
                .add("__smallrye_generationId", key);

        var letter = DeadLetters.of(record, "reader", new Fault("order_id", "is missing"));

        assertThat(letter.topic()).isEqualTo("t_dlq");
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.headers().lastHeader("trace").value()).containsExactly(0xff);
        assertThat(letter.headers().lastHeader("empty").value()).isNull();
        assertThat(letter.headers().lastHeader("__smallrye_generationId")).isNull();
        assertThat(header(letter, DeadLetters.REASON)).isEqualTo("order_id is missing");
        assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("t");
        assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("3");
        assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("42");
        assertThat(header(letter, DeadLetters.READER)).isEqualTo("reader");
        assertThat(letter.headers().lastHeader(DeadLetters.LEFT_OUT)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400000,     1,       0, ",
        "     4,   950000, 98000, 1 headers",
        "     0,     1, 1048300, 1 headers",
        "     0, 1048500,      0, value",
        "1048400,     1,       0, key",
        "600000,  438000,      0, ",
        "600000,  447000,      0, key",
        "     4, 1000000,  37000, ",
    })
    void everyRecordThatKafkaTookFitsAsALetter(int key, int value, int header, String leftOut) {
        var record = record(new byte[key], filled(value), header);

        var letter = DeadLetters.of(record, "reader", new Fault("x".repeat(5_000)));

        assertThat(size(letter)).isLessThan(KAFKAS_LIMIT);
        assertThat(
                        letter.headers().lastHeader(DeadLetters.LEFT_OUT) == null
                                ? null
                                : header(letter, DeadLetters.LEFT_OUT))
                .isEqualTo(leftOut);
    }

    @Test
    void reasonOfWhatIsNoFaultTellsTheClassAndNotTheWords() {
        var letter =
                DeadLetters.of(record(null, null, 0), "reader", new IllegalStateException("about tom_1@example.com"));

        assertThat(header(letter, DeadLetters.REASON)).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void letterWithoutContentStillSaysWhereTheRecordStands() {
        var letter = DeadLetters.withoutContent(
                DeadLetters.of(record(new byte[10], filled(500_000), 10), "reader", new Fault("f")));

        assertThat(size(letter)).isLessThan(1_000);
        assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("42");
        assertThat(header(letter, DeadLetters.LEFT_OUT)).isEqualTo("value, key, headers");
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, int header) {
        var headers = new RecordHeaders();
        if (header > 0) {
            headers.add("h", filled(header));
        }
        return new ConsumerRecord<>(
                "t", 3, 42, 0, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    private static int size(ProducerRecord<byte[], byte[]> letter) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                letter.key(),
                letter.value(),
                letter.headers().toArray());
    }

    private static String header(ProducerRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
