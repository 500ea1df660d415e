package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Polls;

/** A record that cannot be handled never blocks, whatever it holds: the good one in the same poll goes on. */
@QuarkusTest
@TestProfile(InMemory.Profile.class)
class NothingBlocksTest extends InMemory {

    private static final String[] STEPS = {
        Topics.ORDER_DETAILS, Topics.ORDER_CONFIRMED, Topics.ORDER_REJECTED, Topics.ORDER_EMAIL_SENT,
        Topics.RIDE_DETAILS, Topics.RIDE_CONFIRMED, Topics.RIDE_REJECTED, Topics.RIDE_EMAIL_SENT,
    };

    private static final String[] LETTERS = {Topics.ORDER_DETAILS_DLQ, Topics.RIDE_DETAILS_DLQ};

    private static ordermill.testing.Topics topics;

    @BeforeAll
    static void connect() {
        topics = new ordermill.testing.Topics(
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    static Stream<Arguments> poison() {
        byte[] large = new byte[1_100_000];
        Arrays.fill(large, (byte) 'x');
        byte[] largeKey = new byte[400_000];
        Arrays.fill(largeKey, (byte) 0xff);
        return Stream.of(STEPS, LETTERS)
                .flatMap(Arrays::stream)
                .flatMap(topic -> Stream.of(
                        arguments(topic, "null", null, null),
                        arguments(topic, "nothing", null, new byte[0]),
                        arguments(topic, "no JSON", null, utf8("no json")),
                        arguments(topic, "no object", null, utf8("[1]")),
                        arguments(topic, "no UTF-8", null, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}),
                        arguments(topic, "more than 1 MB", null, large),
                        arguments(topic, "a key of 400 kB", largeKey, utf8("no json")),
                        arguments(topic, "a binary key", new byte[] {(byte) 0x80, 0, (byte) 0xff, 1}, utf8("no json")),
                        arguments(topic, "a number beyond all", null, utf8("{\"x\":10E2147483647}")),
                        arguments(topic, "998 nines and E1", null, utf8("{\"x\":" + "9".repeat(998) + "E1}")),
                        arguments(topic, "999 levels", null, utf8("{\"x\":" + "[".repeat(998) + "]".repeat(998) + "}")),
                        arguments(topic, "a NUL", null, utf8("{\"order_id\":\"\\u0000\",\"id\":\"\\u0000\"}")),
                        arguments(
                                topic,
                                "a lone surrogate",
                                null,
                                utf8("{\"order_id\":\"\\ud83c\",\"id\":\"\\ud83c\"}"))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("poison")
    void goodRecordBesidePoisonGoesOn(String topic, String what, byte[] key, byte[] value) {
        var good = Sample.of(Topics.ORDER_DETAILS);

        deliver(Polls.record(topic, key, value), record(good));

        journey(good).statusCode(200).body("status", equalTo("placed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Topics.ORDER_EMAIL_SENT, Topics.RIDE_EMAIL_SENT})
    void unreadableSentMailEventIsADeadLetterAsItCame(String topic) {
        byte[] key = {(byte) 0x80, 0, (byte) 0xff, 1};
        var record = Polls.record(topic, key, utf8("no json"));
        record.headers().add("x", new byte[] {1, 2});

        deliver(record);

        await().untilAsserted(() -> assertThat(topics.all(topic + "_dlq"))
                .filteredOn(letter -> Long.toString(record.offset())
                        .equals(ordermill.testing.Topics.header(letter, "dead-letter-offset")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).isEqualTo(key);
                    assertThat(letter.value()).isEqualTo(utf8("no json"));
                    assertThat(letter.headers().lastHeader("x").value()).isEqualTo(new byte[] {1, 2});
                    assertThat(ordermill.testing.Topics.reason(letter)).isNotBlank();
                }));
    }

    @Test
    void sentMailEventThatFitsNoLetterLeavesOneWithoutItsContent() {
        byte[] large = new byte[950_000];
        Arrays.fill(large, (byte) 'x');
        var record = Polls.record(Topics.ORDER_EMAIL_SENT, utf8("k"), large);
        record.headers().add("x", new byte[98_000]);
        var largeHeader = Polls.record(Topics.ORDER_EMAIL_SENT, utf8("k"), utf8("x"));
        largeHeader.headers().add("x", new byte[1_048_300]);
        var good = Sample.of(Topics.ORDER_EMAIL_SENT);

        deliver(record, largeHeader, record(good));

        journey(good).body("status", equalTo("email_sent"));
        await().untilAsserted(() -> assertThat(topics.all(Topics.ORDER_EMAIL_SENT + "_dlq"))
                .extracting(letter -> ordermill.testing.Topics.header(letter, "dead-letter-offset"))
                .contains(Long.toString(record.offset()), Long.toString(largeHeader.offset())));
    }

    /** No reader of details refuses them twice: the dead letter is the business of whoever decides. */
    @ParameterizedTest
    @ValueSource(strings = {Topics.ORDER_DETAILS, Topics.RIDE_DETAILS})
    void unreadableOrderIsLeftToWhoeverDecides(String topic) {
        var record = Polls.record(topic, utf8("k"), utf8("no json"));

        deliver(record);

        assertThat(topics.all(topic + "_dlq"))
                .noneMatch(letter -> Long.toString(record.offset())
                        .equals(ordermill.testing.Topics.header(letter, "dead-letter-offset")));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000_000_000_000L, -1, 0, 1_763_700_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void oddRecordTimestampBreaksNoJourney(long timestamp) {
        var order = Sample.of(Topics.ORDER_DETAILS);
        var confirmed = order.then(Topics.ORDER_CONFIRMED);

        deliver(at(timestamp, order), at(timestamp, confirmed));

        journey(order)
                .statusCode(200)
                .body("status", equalTo("confirmed"))
                .body("timeline.time.min()", greaterThanOrEqualTo(0f));
    }

    private static ConsumerRecord<byte[], byte[]> at(long timestamp, Sample event) {
        var record = record(event);
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                timestamp,
                TimestampType.CREATE_TIME,
                record.key().length,
                record.value().length,
                record.key(),
                record.value(),
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void letterWithNonsenseForItsCoordinatesIsPassedOver() {
        var good = Sample.of(Topics.ORDER_DETAILS);
        var letter = Polls.record(Topics.ORDER_DETAILS_DLQ, "k", good.text());
        letter.headers()
                .add("dead-letter-topic", utf8("order_details"))
                .add("dead-letter-partition", utf8("many"))
                .add("dead-letter-offset", utf8("-"));

        deliver(letter, record(good));

        journey(good).body("status", equalTo("placed"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
