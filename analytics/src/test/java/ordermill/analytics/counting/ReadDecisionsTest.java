package ordermill.analytics.counting;

import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fault;
import ordermill.testing.contract.Contract;

/** What analytics reads of the events, its publisher's examples first. */
class ReadDecisionsTest {

    private static final Grid GRID = new Grid(new BigDecimal("0.05"));

    @Test
    void publishersConfirmedOrderIsRead() {
        var order = DecidedOrder.confirmed(example("order_confirmed"));

        assertThat(order)
                .isEqualTo(new DecidedOrder(
                        "o-1001",
                        "food",
                        Status.CONFIRMED,
                        null,
                        new BigDecimal("9.00"),
                        Instant.ofEpochMilli(1763700000_140L)));
    }

    @Test
    void publishersRejectedOrderIsRead() {
        var order = DecidedOrder.rejected(example("order_rejected"));

        assertThat(order)
                .isEqualTo(new DecidedOrder(
                        "o-1002",
                        "food",
                        Status.REJECTED,
                        "card_declined",
                        new BigDecimal("9.00"),
                        Instant.ofEpochMilli(1763700002_520L)));
    }

    @Test
    void publishersConfirmedRideIsRead() {
        var ride = DecidedRide.confirmed(example("ride_confirmed"), GRID);

        assertThat(ride)
                .isEqualTo(new DecidedRide(
                        "r-1", "48.20,16.35", Status.CONFIRMED, 7, Instant.ofEpochMilli(1763700001_265L)));
    }

    @Test
    void publishersRejectedRideIsRead() {
        var ride = DecidedRide.rejected(example("ride_rejected"), GRID);

        assertThat(ride)
                .isEqualTo(new DecidedRide(
                        "r-2", "48.20,16.35", Status.REJECTED, null, Instant.ofEpochMilli(1763700003_765L)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, 48.2, 16.35, '48.20,16.35'",
        "0.05, 48.249999, 16.399999, '48.20,16.35'",
        "0.05, -0.01, -16.37, '-0.05,-16.40'",
        "0.05, 0, 0, '0.00,0.00'",
        "0.05, 1e1, 1e-60, '10.00,0.00'",
        "0.05, 0e-100, 0e100, '0.00,0.00'",
        "0.05, 1e-100, -1e-100, '0.00,-0.05'",
        "0.05, 90, 180, '90.00,180.00'",
        "0.001, 48.2119, 16.3791, '48.211,16.379'",
        "1e-6, 48.21, 16.37, '48.210000,16.370000'",
        "1, 48.21, 16.37, '48.00,16.00'",
        "1e1, 48.21, 16.37, '40.00,10.00'",
    })
    void zoneIsTheSouthWestCornerOfTheGridCell(BigDecimal size, String latitude, String longitude, String zone) {
        var ride = confirmedRide().place(latitude, longitude).polled();

        assertThat(DecidedRide.confirmed(ride, new Grid(size)).zone()).isEqualTo(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "91", "1e-7", "1e-999999999", "1e999999999"})
    void gridWithoutUsableCellsIsRefused(BigDecimal size) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Grid(size))
                .withMessageContaining("analytics.zone-size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"90.01", "-90.01", "1e999999999", "1e-999999999", "0e500000000", "null", "\"48\"", "true"})
    @Timeout(5)
    void rideFromNowhereIsUnreadable(String latitude) {
        var ride = confirmedRide().place(latitude, "16.37").polled();

        assertThatExceptionOfType(Fault.class).isThrownBy(() -> DecidedRide.confirmed(ride, GRID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mins", "7", "-7mins", "7 mins", "1234567mins", "7mins7mins", "٧mins", "7mins\n"})
    void rideWithoutMinutesIsUnreadable(String pickupTime) {
        var ride = confirmedRide().pickedUpAfter(pickupTime).polled();

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> DecidedRide.confirmed(ride, GRID))
                .withMessageContaining("pickup_time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"furniture", "all", "other", "🚀", " a"})
    void orderCountsWhateverItsKindIsCalled(String kind) {
        assertThat(DecidedOrder.confirmed(confirmedOrder().kind(kind).polled()).kind())
                .isEqualTo(kind);
    }

    @Test
    void kindHasUpTo64CodePoints() {
        String longest = "🚀".repeat(64);

        assertThat(DecidedOrder.confirmed(confirmedOrder().kind(longest).polled())
                        .kind())
                .isEqualTo(longest);
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> DecidedOrder.confirmed(
                        confirmedOrder().kind(longest + "k").polled()))
                .withMessageContaining("kind");
    }

    @ParameterizedTest
    @CsvSource({
        "9, 9.00",
        "0.1, 0.10",
        "120.000, 120.00",
        "9999999999.99, 9999999999.99",
        "1.10e1, 11.00",
        "1e25, 10000000000000000000000000.00",
        "0e-100, 0.00"
    })
    void amountIsExact(String totalCost, BigDecimal read) {
        assertThat(DecidedOrder.confirmed(confirmedOrder().costing(totalCost).polled())
                        .totalCost())
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.001", "1.1e25", "\"NaN\"", "\"120\"", "null", "true", "{}"})
    void orderWithoutAnAmountIsUnreadable(String totalCost) {
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> DecidedOrder.confirmed(
                        confirmedOrder().costing(totalCost).polled()))
                .withMessageContaining("total_cost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e12", "\"now\"", "true"})
    void orderFromOutsideOfTimeIsUnreadable(String time) {
        var order = confirmedOrder().with("confirmed_time", time).polled();

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> DecidedOrder.confirmed(order))
                .withMessageContaining("confirmed_time");
    }

    @Test
    void orderThatDoesNotSayWhenItWasDecidedWasDecidedWhenItWasWritten() {
        var order = confirmedOrder().without("confirmed_time").polled();

        assertThat(DecidedOrder.confirmed(order).decidedAt()).isEqualTo(Instant.ofEpochMilli(order.timestamp()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "{}", "{} {}", "{\"order_id\":\"a\\u0000b\"}"})
    void whatIsNoOrderIsUnreadable(String value) {
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() ->
                        DecidedOrder.confirmed(record("order_confirmed", value.getBytes(StandardCharsets.UTF_8))));
    }

    private static ConsumerRecord<byte[], byte[]> example(String event) {
        return record(event, Contract.of("transactions", event).example());
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                0,
                0,
                Duration.ofDays(1).toMillis(),
                TimestampType.CREATE_TIME,
                -1,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
