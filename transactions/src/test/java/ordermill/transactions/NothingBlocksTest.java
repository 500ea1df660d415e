package ordermill.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static ordermill.transactions.Topics.ORDER_CONFIRMED;
import static ordermill.transactions.Topics.ORDER_DETAILS;
import static ordermill.transactions.Topics.RIDE_DETAILS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Servers;
import ordermill.testing.TestGateway;
import ordermill.testing.Topics;

/** Promise 4: a record that cannot be handled never blocks, whatever it holds; and nobody waits for a stranger. */
@QuarkusTest
@TestProfile(RealServers.class)
class NothingBlocksTest {

    Servers servers;
    TestGateway gateway;

    @Inject
    Pool pool;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(servers.bootstrapServers());
    }

    @AfterEach
    void close() {
        gateway.strangersAnswer(false);
        shop.close();
    }

    static Stream<String> values() {
        String order = "{\"order_id\":\"%s\",\"user_id\":\"u\",\"order_details\":{\"price\":1%s},\"time\":%s}";
        return Stream.of(
                null,
                "",
                "no json",
                "{\"hello\":\"world\"}",
                order.formatted("a1", "", "1e200000"),
                order.formatted("a2", ",\"x\":10E2147483647", "1"),
                order.formatted("a3", ",\"x\":" + "9".repeat(998) + "E1", "1"),
                order.formatted("a4", ",\"x\":0e500000000", "1"),
                order.formatted("a5", ",\"x\":" + "[".repeat(999) + "]".repeat(999), "1"),
                "{\"order_id\":\"d\",\"user_id\":\"u\",\"total_cost\":5,\"items\":" + "[".repeat(900) + "]".repeat(900)
                        + "}",
                order.formatted("a6\\u0000", "", "1"),
                "{\"order_id\":\"a7\",\"user_id\":\"u\",\"order_details\":{\"price\":" + "9".repeat(130_000) + "}}",
                "{\"order_id\":\"a8\",\"user_id\":\"u\",\"order_details\":{\"price\":\"" + "9".repeat(130_000)
                        + "\"}}");
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatIsNoOrderIsADeadLetterAndTheNextOrderIsDecided(String value) {
        ObjectNode next = Shop.anOrder();
        var sent = shop.topics().send(ORDER_DETAILS, next.get("order_id").asText(), value);
        shop.place(next);

        shop.confirmed(next);
        isADeadLetter(ORDER_DETAILS, sent.partition(), sent.offset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x1\",\"customer_id\":\"u\",\"location\":\"somewhere\"}",
                "{\"id\":\"x2\",\"customer_id\":\"u\",\"location\":{\"lat\":0e500000000,\"long\":1}}",
                "{\"id\":\"x3\",\"customer_id\":\"u\",\"location\":{\"lat\":120,\"long\":1}}",
                "{\"id\":\"x4\",\"customer_id\":\"u\",\"location\":{\"lat\":1,\"long\":1},\"time\":-1}",
                "{\"id\":\"x5\",\"customer_id\":\"u\"}",
            })
    void whatIsNoRideIsADeadLetter(String value) {
        var sent = shop.topics().send(RIDE_DETAILS, "x", value);

        isADeadLetter(RIDE_DETAILS, sent.partition(), sent.offset());
    }

    static Stream<ProducerRecord<byte[], byte[]>> records() {
        var withHeader = new ProducerRecord<>(ORDER_DETAILS, new byte[] {1}, new byte[] {'x'});
        withHeader.headers().add("h", filled(1_048_300 - 200, (byte) 'h'));
        var almost = new ProducerRecord<>(ORDER_DETAILS, new byte[] {2}, filled(949_000, (byte) 'v'));
        almost.headers().add("h", filled(98_000, (byte) 'h'));
        return Stream.of(
                new ProducerRecord<>(ORDER_DETAILS, filled(400_000, (byte) 0xff), new byte[] {'x'}),
                new ProducerRecord<>(ORDER_DETAILS, filled(1_048_000, (byte) 0xff), null),
                new ProducerRecord<>(ORDER_DETAILS, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}, new byte[] {'x'}),
                new ProducerRecord<>(ORDER_DETAILS, null, filled(1_048_400, (byte) 'x')),
                withHeader,
                almost);
    }

    @ParameterizedTest
    @MethodSource("records")
    void largeAndBinaryRecordsAreDeadLettersWithAllThatFits(ProducerRecord<byte[], byte[]> record) {
        var sent = shop.topics().send(record);

        var letter = isADeadLetter(ORDER_DETAILS, sent.partition(), sent.offset());
        String leftOut = Topics.header(letter, "dead-letter-left-out");
        if (leftOut == null || !leftOut.contains("key")) {
            assertThat(letter.key()).isEqualTo(record.key());
        }
        if (leftOut == null || !leftOut.contains("value")) {
            assertThat(letter.value()).isEqualTo(record.value());
        }
    }

    @Test
    void aHundredLargeOrdersInOnePollAreAllDecided() {
        StringBuilder items = new StringBuilder();
        while (items.length() < 127_000) {
            items.append("{},");
        }
        ObjectNode next = Shop.anOrder();
        for (int i = 0; i < 100; i++) {
            String id = next.get("order_id").asText() + "-" + i;
            shop.topics()
                    .send(
                            ORDER_DETAILS,
                            id,
                            "{\"order_id\":\"%s\",\"user_id\":\"u\",\"order_details\":{\"price\":1,\"x\":[%s1]}}"
                                    .formatted(id, items));
        }
        shop.place(next);

        shop.confirmed(next);
        shop.confirmed(next.deepCopy().put("order_id", next.get("order_id").asText() + "-99"));
    }

    @Test
    void clientsOwnReasonAndStatusAreNotCarriedOn() {
        ObjectNode order = Shop.anOrder(o -> o.put("reason", "call me").put("status", "free"));

        shop.place(order);

        assertThat(shop.confirmed(order).has("reason")).isFalse();
        assertThat(shop.confirmed(order).get("status").textValue()).isEqualTo("confirmed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok_never", "tok_answers_429", "tok_nonsense"})
    void orderThatTheGatewayDoesNotAnswerHoldsUpNobodyAndIsDecidedWhenItDoes(String token) {
        ObjectNode stranger = Shop.anOrderOf("9", token);
        ObjectNode next = Shop.anOrder();
        shop.place(stranger);
        shop.place(next);

        shop.confirmed(next);
        assertThat(shop.deadLettersOf(stranger)).isEmpty();
        gateway.strangersAnswer(true);

        shop.confirmed(stranger);
        assertThat(gateway.chargesOf(stranger.get("order_id").asText())).isOne();
    }

    /** More than there are connections to the gateway, each of which would wait for an answer for long. */
    @Test
    void manyStrangersLeaveConnectionsToTheGatewayForOthers() {
        List<ObjectNode> orders = IntStream.range(0, 5_000)
                .mapToObj(n -> Shop.anOrderOf("9", n % 10 == 0 ? "tok_never" : "tok_visa"))
                .toList();
        List<String> others = orders.stream()
                .filter(order -> order.get("payment_token").asText().equals("tok_visa"))
                .map(order -> order.get("order_id").asText())
                .toList();

        shop.placeAll(orders);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                shop.topics().all(ORDER_CONFIRMED).stream().map(Topics::key))
                        .containsAll(others));
    }

    @Test
    void orderThatWasPutAsideGoesOnInItsTrace() {
        ObjectNode stranger = Shop.anOrderOf("9", "tok_answers_429");
        String id = stranger.get("order_id").asText();
        String trace = UUID.randomUUID().toString().replace("-", "");
        var record = Topics.record(ORDER_DETAILS, id, stranger.toString());
        record.headers()
                .add("traceparent", "00-%s-00f067aa0ba902b7-01".formatted(trace).getBytes(UTF_8));
        shop.topics().send(record);
        await().until(() -> gateway.requestsOf(id) > 0);

        gateway.strangersAnswer(true);

        shop.confirmed(stranger);
        assertThat(Topics.header(shop.topics().read(ORDER_CONFIRMED, id).get(0), "traceparent"))
                .contains(trace);
    }

    /** As one might who was put aside by another version, which read it. */
    @Test
    void orderThatIsPutAsideAndCannotBeReadWaitsForAPersonAndHoldsUpNobody() {
        ObjectNode unreadable = Shop.anOrderOf("9", "tok_answers_429");
        ObjectNode next = Shop.anOrderOf("9", "tok_answers_429");
        shop.place(unreadable);
        shop.place(next);
        String spoil = "UPDATE transactions.charges SET value = 'x' WHERE order_id = $1 AND next_try_at IS NOT NULL";
        await().until(() -> sql(spoil, unreadable).rowCount() == 1);

        gateway.strangersAnswer(true);

        shop.confirmed(next);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sql(
                                        "SELECT 1 FROM transactions.charges WHERE order_id = $1 AND state = 'needs_attention' AND next_try_at IS NULL",
                                        unreadable)
                                .rowCount()
                        == 1);
    }

    private RowSet<Row> sql(String statement, ObjectNode order) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of(order.get("order_id").asText()))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 422})
    void gatewaysRefusalOfOneOrderIsARejectionAndHoldsUpNobody(int status) {
        ObjectNode refused = Shop.anOrderOf("9", "tok_answers_" + status);
        ObjectNode next = Shop.anOrder();
        shop.place(refused);
        shop.place(next);

        shop.confirmed(next);
        assertThat(shop.rejected(refused).get("reason").textValue()).isEqualTo("payment_refused_" + status);
    }

    private org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> isADeadLetter(
            String topic, int partition, long offset) {
        await().atMost(java.time.Duration.ofSeconds(30)).until(() -> letter(topic, partition, offset) != null);
        var letter = letter(topic, partition, offset);
        assertThat(Topics.reason(letter)).isNotEmpty();
        assertThat(Topics.header(letter, "dead-letter-topic")).isEqualTo(topic);
        return letter;
    }

    private org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> letter(
            String topic, int partition, long offset) {
        return shop.topics().all(topic + "_dlq").stream()
                .filter(letter -> Topics.header(letter, "dead-letter-offset").equals(Long.toString(offset))
                        && Topics.header(letter, "dead-letter-partition").equals(Integer.toString(partition)))
                .findFirst()
                .orElse(null);
    }

    private static byte[] filled(int size, byte with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, with);
        return bytes;
    }
}
