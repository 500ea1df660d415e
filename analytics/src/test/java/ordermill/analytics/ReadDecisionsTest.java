package ordermill.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What analytics reads of the events, its publisher's examples first. */
class ReadDecisionsTest {

    private static final BigDecimal ZONE_SIZE = new BigDecimal("0.05");

    @Test
    void publishersConfirmedOrderIsRead() throws IOException {
        var order = DecidedOrder.confirmed(example("order_confirmed"));

        assertThat(order)
                .isEqualTo(new DecidedOrder(
                        "o-1001",
                        "food",
                        "confirmed",
                        null,
                        new BigDecimal("9.00"),
                        Instant.ofEpochMilli(1763700000_140L)));
    }

    @Test
    void publishersRejectedOrderIsRead() throws IOException {
        var order = DecidedOrder.rejected(example("order_rejected"));

        assertThat(order)
                .isEqualTo(new DecidedOrder(
                        "o-1002",
                        "food",
                        "rejected",
                        "card_declined",
                        new BigDecimal("9.00"),
                        Instant.ofEpochMilli(1763700002_520L)));
    }

    @Test
    void publishersConfirmedRideIsRead() throws IOException {
        var ride = DecidedRide.confirmed(example("ride_confirmed"), ZONE_SIZE);

        assertThat(ride)
                .isEqualTo(
                        new DecidedRide("r-1", "48.20,16.35", "confirmed", 7, Instant.ofEpochMilli(1763700001_265L)));
    }

    @Test
    void publishersRejectedRideIsRead() throws IOException {
        var ride = DecidedRide.rejected(example("ride_rejected"), ZONE_SIZE);

        assertThat(ride)
                .isEqualTo(
                        new DecidedRide("r-2", "48.20,16.35", "rejected", null, Instant.ofEpochMilli(1763700003_765L)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, 48.2, 16.35, '48.20,16.35'",
        "0.05, 48.249999, 16.399999, '48.20,16.35'",
        "0.05, -0.01, -16.37, '-0.05,-16.40'",
        "0.05, 0, 0, '0.00,0.00'",
        "0.05, 1e1, 1e-60, '10.00,0.00'",
        "0.05, 90, 180, '90.00,180.00'",
        "0.001, 48.2119, 16.3791, '48.211,16.379'",
        "1, 48.21, 16.37, '48.00,16.00'",
    })
    void zoneIsTheSouthWestCornerOfTheGridCell(BigDecimal size, String latitude, String longitude, String zone) {
        var ride = Events.rideConfirmed("r-1", latitude, longitude, 7, Instant.EPOCH);

        assertThat(DecidedRide.confirmed(record(ride), size).zone()).isEqualTo(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"90.01", "-90.01", "1e999999999", "1e-999999999", "null", "\"48\"", "true"})
    void rideFromNowhereIsUnreadable(String latitude) {
        var ride = Events.rideConfirmed("r-1", latitude, "16.37", 7, Instant.EPOCH);

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> DecidedRide.confirmed(record(ride), ZONE_SIZE))
                .withMessageContaining("location.lat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mins", "7", "-7mins", "7 mins", "1234567mins", "7mins7mins"})
    void rideWithoutMinutesIsUnreadable(String pickupTime) {
        var ride =
                Events.rideConfirmed("r-1", "48.21", "16.37", 7, Instant.EPOCH).replace("7mins", pickupTime);

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> DecidedRide.confirmed(record(ride), ZONE_SIZE))
                .withMessageContaining("pickup_time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"furniture\"  | furniture",
                "7              | food",
                "null           | food",
                "\"\"           | food",
                "\" \"          | food",
                "\"a\\u0000b\"  | a\uFFFDb",
            })
    void orderCountsWhateverItsKindIsCalled(String kind, String read) {
        var order = Events.confirmed("o-1", "?", "9").replace("\"?\"", kind);

        assertThat(DecidedOrder.confirmed(record(order)).kind()).isEqualTo(read);
    }

    @Test
    void longKindIsCutBetweenCharacters() {
        var order = Events.confirmed("o-1", "k".repeat(63) + "\uD83D\uDE80" + "k".repeat(100), "9");

        assertThat(DecidedOrder.confirmed(record(order)).kind()).isEqualTo("k".repeat(63));
    }

    @ParameterizedTest
    @CsvSource({"9, 9.00", "0.1, 0.10", "'\"120\"', 120.00", "9999999999.99, 9999999999.99", "1.10e1, 11.00"})
    void amountIsExact(String totalCost, BigDecimal read) {
        assertThat(DecidedOrder.confirmed(record(Events.confirmed("o-1", "food", totalCost)))
                        .totalCost())
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.001", "1e10", "1e999999999", "1e-99999999", "\"NaN\"", "null", "true", "{}"})
    void orderWithoutAnAmountIsUnreadable(String totalCost) {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> DecidedOrder.confirmed(record(Events.confirmed("o-1", "food", totalCost))))
                .withMessageContaining("total_cost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e12", "1e999999999", "\"now\"", "true"})
    void orderFromOutsideOfTimeIsUnreadable(String time) {
        var order = Events.confirmed("o-1", "food", "9", Instant.EPOCH).replace("0.000", time);

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> DecidedOrder.confirmed(record(order)))
                .withMessageContaining("confirmed_time");
    }

    @Test
    void orderThatDoesNotSayWhenItWasDecidedWasDecidedWhenItWasWritten() {
        var order = Events.confirmed("o-1", "food", "9", Instant.EPOCH).replace("confirmed_time", "decided");

        assertThat(DecidedOrder.confirmed(record(order)).decidedAt()).isEqualTo(Instant.ofEpochMilli(42));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "{}", "{} {}", "{\"order_id\":\"a\\u0000b\"}"})
    void whatIsNoOrderIsUnreadable(String value) {
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> DecidedOrder.confirmed(record(value)));
    }

    private static ConsumerRecord<String, byte[]> example(String event) throws IOException {
        return record(Files.readString(Path.of("../transactions/contract/" + event + ".example.json")));
    }

    private static ConsumerRecord<String, byte[]> record(String value) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                42,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }
}
