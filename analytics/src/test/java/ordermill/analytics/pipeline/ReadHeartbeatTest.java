package ordermill.analytics.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fault;
import ordermill.testing.contract.Contract;

/** What analytics reads of a heartbeat: its value by the contract, its headers where they say something. */
class ReadHeartbeatTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:05Z");

    @Test
    void headersSayTheExactTimeAndHowManyAreStuck() {
        var record = writtenAt(NOW);
        record.headers().add("time", "1795608003.123456".getBytes(UTF_8)).add("stuck_orders", "7".getBytes(UTF_8));

        var beat = Heartbeat.read(record, NOW);

        assertThat(beat).isEqualTo(new Heartbeat(Instant.parse("2026-11-25T12:00:03.123456Z"), NOW, 7L));
        assertThat(beat.delay()).hasMillis(1876);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "-1",
                "1e9",
                "1e999999999",
                "999999999999999999999",
                "1795608003.",
                ".5",
                " 1795608003",
                "NaN",
                "0x10",
                "1795694403",
                "253402214400"
            })
    void headerThatIsNonsenseOrFarAheadLeavesTheRecordsTime(String time) {
        var record = writtenAt(NOW.minusMillis(40));
        record.headers().add("time", time.getBytes(UTF_8)).add("stuck_orders", time.getBytes(UTF_8));

        var beat = Heartbeat.read(record, NOW);

        assertThat(beat.writtenAt()).isEqualTo(NOW.minusMillis(40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "1.5", "1e3", "9999999999999999999"})
    void countThatIsNonsenseIsUnknown(String count) {
        var record = writtenAt(NOW);
        record.headers().add("stuck_orders", count.getBytes(UTF_8));

        assertThat(Heartbeat.read(record, NOW).stuckOrders()).isNull();
    }

    @Test
    void headersWithoutAValueOrOfOtherBytesSayNothing() {
        var record = writtenAt(NOW);
        record.headers().add("time", null).add("stuck_orders", new byte[] {-1, -2, 0});

        assertThat(Heartbeat.read(record, NOW)).isEqualTo(new Heartbeat(NOW, NOW, null));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-25T12:01:05Z, true", "2026-11-25T12:01:06Z, false", "2027-01-01T00:00:00Z, false"})
    void heartbeatMoreThanAMinuteAheadIsRefused(Instant written, boolean read) {
        if (read) {
            assertThat(Heartbeat.read(writtenAt(written), NOW).delay()).isZero();
        } else {
            assertThatExceptionOfType(Fault.class)
                    .isThrownBy(() -> Heartbeat.read(writtenAt(written), NOW))
                    .withMessage("time is in the future");
        }
    }

    private static ConsumerRecord<byte[], byte[]> writtenAt(Instant written) {
        byte[] value = Contract.of("orders", "timestamp").example();
        return new ConsumerRecord<>(
                "timestamp",
                0,
                0,
                written.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
