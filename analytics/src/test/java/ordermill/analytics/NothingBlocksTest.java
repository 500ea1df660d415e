package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static ordermill.analytics.Decided.newId;
import static ordermill.analytics.Decided.rejectedOrder;
import static ordermill.analytics.Decided.rejectedRide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.DeadLetters;
import ordermill.testing.Management;
import ordermill.testing.Servers;
import ordermill.testing.Topics;

/** Promise 4: what cannot be handled becomes a dead letter as it is, or is skipped, and the next record is counted. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class NothingBlocksTest extends OnRealServers {

    private static final int PARTITION = 3;
    private static final byte[] LARGE = new byte[1_040_000];
    private static final byte[] BINARY_KEY = {-1, -2, 0, 1};

    static {
        Arrays.fill(LARGE, (byte) 'x');
    }

    static Stream<byte[]> poison() {
        return Stream.of(
                        null,
                        "",
                        "not json",
                        "[1]",
                        "{}",
                        rejectedOrder().with("total_cost", "10E2147483647").value(),
                        rejectedOrder().with("total_cost", "1e200000").value(),
                        rejectedOrder().with("x", "9".repeat(998) + "E1").value(),
                        rejectedOrder().with("time", "1e200000").value(),
                        rejectedOrder().with("reason", "\"\\u0000\"").value(),
                        rejectedOrder()
                                .with("x", "[".repeat(999) + "]".repeat(999))
                                .value())
                .map(value -> value == null ? null : value.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void poisonAmongRejectedOrdersIsADeadLetterByteForByte(byte[] value) {
        Totals before = Totals.now();
        var poison = new ProducerRecord<>("order_rejected", PARTITION, BINARY_KEY, value);
        String trace = newId();
        poison.headers().add("traceparent", trace.getBytes(UTF_8));

        long offset = topics.send(poison).offset();
        topics.send(rejectedOrder().sentTo(PARTITION));

        before.untilGrown("rejected_today", 1);
        var letter = letter("order_rejected_dlq", trace);
        assertThat(letter.key()).isEqualTo(BINARY_KEY);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(Topics.reason(letter)).isNotBlank();
        assertThat(Topics.header(letter, DeadLetters.TOPIC)).isEqualTo("order_rejected");
        assertThat(Topics.header(letter, DeadLetters.PARTITION)).isEqualTo("" + PARTITION);
        assertThat(Topics.header(letter, DeadLetters.OFFSET)).isEqualTo("" + offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order_rejected", "ride_rejected", "timestamp"})
    void largestRecordIsADeadLetterThatFits(String topic) {
        String key = newId();

        topics.send(new ProducerRecord<>(topic, PARTITION, key.getBytes(UTF_8), LARGE));

        assertThat(only(topic + "_dlq", key).value())
                .satisfiesAnyOf(
                        value -> assertThat(value).isNull(),
                        value -> assertThat(value).isEqualTo(LARGE));
    }

    @Test
    void malformedRideRejectionAndHeartbeatGoToTheirDeadLetters() {
        String key = newId();

        topics.send("ride_rejected", key, "{}");
        topics.send("timestamp", key, "{\"timestamp\":\"noon\"}");
        var ahead = Topics.record("timestamp", key + "ahead", "{\"timestamp\":\"12:00:00\"}");
        long inHalfAnHour = System.currentTimeMillis() + Duration.ofMinutes(30).toMillis();
        topics.send(new ProducerRecord<>(ahead.topic(), 0, inHalfAnHour, ahead.key(), ahead.value()));

        assertThat(Topics.reason(only("ride_rejected_dlq", key))).contains("is missing");
        assertThat(Topics.reason(only("timestamp_dlq", key))).isEqualTo("timestamp must be HH:MM:SS");
        assertThat(Topics.reason(only("timestamp_dlq", key + "ahead"))).isEqualTo("time is in the future");
    }

    @Test
    void rideFromNowhereIsADeadLetterAndTheNextIsCounted() {
        Totals before = Totals.now();
        Decided nowhere = rejectedRide().place("120", "16.37");

        topics.send(List.of(
                nowhere.sentTo(PARTITION),
                rejectedRide().place("0e500000000", "0").sentTo(PARTITION),
                rejectedRide().place("0e-100", "1e-99").sentTo(PARTITION)));

        before.untilGrown("total_rejected_rides_count", 1);
        assertThat(Topics.reason(only("ride_rejected_dlq", nowhere.id()))).contains("lat");
    }

    @Test
    void unreadableConfirmationIsSkippedAndCountedAsSuch() {
        Totals before = Totals.now();
        double skipped = metric("skipped_records_total", "topic=\"order_confirmed\"");

        topics.send(List.of(
                new ProducerRecord<>("order_confirmed", PARTITION, null, "not json".getBytes(UTF_8)),
                new ProducerRecord<>("order_confirmed", PARTITION, BINARY_KEY, null),
                confirmedOrder().sentTo(PARTITION)));
        topics.send(List.of(
                new ProducerRecord<>("ride_confirmed", PARTITION, BINARY_KEY, LARGE),
                confirmedRide().sentTo(PARTITION)));

        before.untilGrown("total_orders_count", 1);
        before.untilGrown("total_rides_count", 1);
        assertThat(metric("skipped_records_total", "topic=\"order_confirmed\"")).isEqualTo(skipped + 2);
        assertThat(topics.all("order_confirmed_dlq")).isEmpty();
    }

    @Test
    void recordsFromOutsideOfTimeAreCounted() {
        Totals before = Totals.now();
        Decided unknown = confirmedOrder().with("confirmed_time", "null");
        for (long timestamp : new long[] {0, 1_763_700_000L}) {
            Decided order = confirmedOrder().without("confirmed_time");
            topics.send(new ProducerRecord<>(
                    order.topic(),
                    PARTITION,
                    timestamp,
                    order.id().getBytes(UTF_8),
                    order.value().getBytes(UTF_8)));
        }
        topics.send(unknown.sentTo(PARTITION));

        before.untilGrown("total_orders_count", 3);
        assertThat(before.grown("orders_today")).isEqualByComparingTo("1");
    }

    private ConsumerRecord<byte[], byte[]> letter(String topic, String trace) {
        return await().atMost(SOON)
                .until(
                        () -> topics.all(topic).stream()
                                .filter(letter -> trace.equals(Topics.header(letter, "traceparent")))
                                .toList(),
                        letters -> letters.size() == 1)
                .get(0);
    }

    static double metric(String name, String tag) {
        return given().get(Management.address("/metrics"))
                .asString()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
