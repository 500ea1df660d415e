package ordermill.transactions;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static ordermill.transactions.Topics.ORDER_CONFIRMED;
import static ordermill.transactions.Topics.ORDER_DETAILS;
import static ordermill.transactions.Topics.ORDER_REJECTED;
import static ordermill.transactions.Topics.RIDE_CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Management;
import ordermill.testing.Servers;
import ordermill.testing.TestGateway;
import ordermill.testing.Topics;

/** Promise 2: effects happen once, asked of the gateway that counts. */
@QuarkusTest
@TestProfile(RealServers.class)
class EffectsHappenOnceTest {

    Servers servers;
    TestGateway gateway;

    @Inject
    Pool pool;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(servers.bootstrapServers());
        sql("UPDATE transactions.drivers SET busy_until = '-infinity'", Tuple.tuple());
    }

    @AfterEach
    void close() {
        gateway.strangersAnswer(false);
        gateway.isIn(TestGateway.Moods.NONE);
        shop.close();
    }

    @Test
    void redeliveredOrderIsChargedOnceAndItsDecisionPublishedAgain() {
        ObjectNode order = Shop.anOrder();

        shop.place(order);
        shop.confirmed(order);
        shop.place(order);

        shop.confirmedTimes(2, order);
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
        assertThat(gateway.requestsOf(order.get("order_id").asText())).isOne();
    }

    @Test
    void orderManyTimesInOnePollIsChargedOnce() {
        ObjectNode order = Shop.anOrder();
        var record = Topics.record(ORDER_DETAILS, order.get("order_id").asText(), order.toString());

        shop.topics().send(java.util.Collections.nCopies(50, record));

        shop.confirmed(order);
        shop.place(order);
        await().until(() -> shop.topics()
                        .read(ORDER_CONFIRMED, order.get("order_id").asText())
                        .size()
                > 1);
        shop.confirmed(order);
        assertThat(shop.deadLettersOf(order)).isEmpty();
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    @Test
    void sameIdWithOtherContentIsADeadLetterAndNoSecondCharge() {
        ObjectNode order = Shop.anOrderOf("10.00", "tok_visa");
        ObjectNode other = order.deepCopy();
        other.with("order_details").put("price", 11);

        shop.place(order);
        shop.confirmed(order);
        shop.place(other);

        await().until(() -> shop.deadLettersOf(order).size() == 1);
        assertThat(Topics.reason(shop.deadLettersOf(order).get(0))).contains("other content");
        assertThat(shop.confirmed(order).get("total_cost").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    @Test
    void sameOrderInOtherWordsIsTheSameOrder() {
        ObjectNode order = Shop.anOrderOf("4.50", "tok_visa");
        order.with("order_details").put("name", "Burger \ud83c");
        ObjectNode again = Shop.anOrder(o -> o.setAll(order));
        again.with("order_details").removeAll();
        again.with("order_details")
                .put("name", "Burger \ud83c")
                .put("price", new java.math.BigDecimal("4.5"))
                .put("kind", "food");

        shop.topics().send(ORDER_DETAILS, order.get("order_id").asText(), escaped(order));
        shop.confirmed(order);
        shop.topics().send(ORDER_DETAILS, order.get("order_id").asText(), escaped(again));

        shop.confirmedTimes(2, order);
        assertThat(shop.deadLettersOf(order)).isEmpty();
    }

    /** The lone surrogate as a client's JSON library escapes it. */
    private static String escaped(ObjectNode order) {
        return order.toString().replace("\ud83c", "\\ud83c");
    }

    @Test
    void chargeWhoseAnswerWasLostIsNotMadeAgain() {
        ObjectNode order = Shop.anOrderOf("7", "tok_lost");

        shop.place(order);

        shop.confirmed(order);
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    /** A process that is killed before the end of its poll has it nevertheless. */
    @Test
    void outcomeIsStoredAsItComesAndNotWithItsPoll() {
        ObjectNode answered = Shop.anOrderOf("7", "tok_visa");
        ObjectNode unanswered = Shop.anOrderOf("7", "tok_never");
        shop.topics().send(List.of(onOnePartition(answered), onOnePartition(unanswered)));

        await().pollInterval(Duration.ofMillis(20))
                .until(() -> sql("""
                        SELECT FROM transactions.charges answered, transactions.charges unanswered
                        WHERE answered.order_id = $1 AND answered.state = 'charged'
                          AND unanswered.order_id = $2 AND unanswered.state = 'intended' AND unanswered.next_try_at IS NULL
                        """, Tuple.of(id(answered), id(unanswered))).rowCount() == 1);
    }

    private static ProducerRecord<byte[], byte[]> onOnePartition(ObjectNode order) {
        return new ProducerRecord<>(
                ORDER_DETAILS, 0, id(order).getBytes(UTF_8), order.toString().getBytes(UTF_8));
    }

    private static String id(ObjectNode order) {
        return order.get("order_id").asText();
    }

    /** Another replica, or this one's next look, would ask again meanwhile. */
    @Test
    void chargeThatIsTriedAgainIsTakenByNobodyElseMeanwhile() {
        ObjectNode order = Shop.anOrderOf("8", "tok_answers_429");
        shop.place(order);
        await().until(() -> gateway.requestsOf(id(order)) > 0);
        gateway.isIn(new TestGateway.Moods(Duration.ofMillis(900), 0, 0, Duration.ZERO, 0, Duration.ofDays(1)));

        gateway.strangersAnswer(true);

        await().pollInterval(Duration.ofMillis(20))
                .until(() -> count(
                                "SELECT count(*) FROM transactions.charges WHERE order_id = $1 AND next_try_at > now() + interval '1 minute'",
                                id(order))
                        == 1);
        shop.confirmed(order);
    }

    /** What a killed process leaves behind: an intent without an outcome, and a gateway that has charged meanwhile. */
    @Test
    void chargeBegunBeforeTheGatewayForgotItsKeyIsLookedUpAndNotMadeAgain() {
        ObjectNode order = Shop.anOrderOf("8", "tok_visa");
        String id = order.get("order_id").asText();
        shop.place(order);
        shop.confirmed(order);
        sql("DELETE FROM transactions.ledger WHERE order_id = $1", Tuple.of(id));
        sql(
                "UPDATE transactions.charges SET state = 'intended', payment_id = NULL, intended_at = now() - interval '21 hours' WHERE order_id = $1",
                Tuple.of(id));
        gateway.forgetsKeys();

        shop.place(order);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count("SELECT count(*) FROM transactions.ledger WHERE order_id = $1", id) == 1);
        assertThat(gateway.chargesOf(id)).isOne();
    }

    /** The other one does not add up: a rule alone would reject it. */
    @Test
    void orderThatIsPutAsideIsNotRejectedForTheSakeOfAnotherUnderItsId() {
        ObjectNode order = Shop.anOrderOf("9", "tok_answers_429");
        putAside(order);

        ObjectNode other = order.deepCopy().put("total_cost", 1);
        other.with("order_details").put("price", 2);
        shop.place(other);
        isADeadLetterForItsContent(order);
        gateway.strangersAnswer(true);

        assertThat(shop.confirmed(order).get("total_cost").decimalValue()).isEqualByComparingTo("9");
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    @Test
    void otherContentUnderTheIdOfAnOrderThatIsPutAsideIsADeadLetter() {
        ObjectNode order = Shop.anOrderOf("9", "tok_answers_429");
        ObjectNode other = order.deepCopy().put("payment_token", "tok_visa");

        shop.placeAll(List.of(order, other));
        isADeadLetterForItsContent(order);
        gateway.strangersAnswer(true);

        shop.confirmed(order);
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    /** What a killed process leaves behind, and another order under the same id that is read first. */
    @Test
    void orderIsNotChargedUnderTheIdOfAnotherWhoseChargeWasBegun() {
        ObjectNode other = Shop.anOrder();
        String id = other.get("order_id").asText();
        sql(
                "INSERT INTO transactions.charges (order_id, fingerprint, intended_at) VALUES ($1, 'another', now())",
                Tuple.of(id));

        shop.place(other);

        isADeadLetterForItsContent(other);
        assertThat(gateway.requestsOf(id)).isZero();
        assertThat(count("SELECT count(*) FROM transactions.ledger WHERE order_id = $1", id))
                .isZero();
    }

    /** What a killed process leaves behind, and the limit was higher before. */
    @ParameterizedTest
    @ValueSource(strings = {"intended", "charged"})
    void orderWhoseChargeWasBegunIsDecidedByItThoughTheLimitFell(String state) {
        ObjectNode order = Shop.anOrderOf("20000", "tok_visa");
        String id = order.get("order_id").asText();
        sql(
                "INSERT INTO transactions.charges (order_id, state, payment_id, intended_at) VALUES ($1, $2, $3, now())",
                Tuple.of(id, state, state.equals("charged") ? "pay_before" : null));

        shop.place(order);

        assertThat(shop.confirmed(order).get("payment_id").textValue())
                .isEqualTo(state.equals("charged") ? "pay_before" : "pay_" + id);
        assertThat(shop.topics().read(ORDER_REJECTED, id)).isEmpty();
        assertThat(gateway.chargesOf(id)).isEqualTo(state.equals("charged") ? 0 : 1);
    }

    @Test
    void orderThatIsDecidedIsNotChargedAndWaitsForAPerson() {
        ObjectNode order = Shop.anOrderOf("9", "tok_answers_429");
        String id = order.get("order_id").asText();
        putAside(order);

        reject(id);
        gateway.strangersAnswer(true);

        needsAttention(id);
        assertThat(gateway.chargesOf(id)).isZero();
    }

    @Test
    void chargeThatTheLedgerDoesNotTellWaitsForAPerson() {
        ObjectNode order = Shop.anOrder();
        String id = order.get("order_id").asText();
        shop.place(order);
        shop.confirmed(order);
        sql("DELETE FROM transactions.ledger WHERE order_id = $1", Tuple.of(id));
        reject(id);

        shop.place(order);

        needsAttention(id);
        given().get(Management.address("/ledger/" + id))
                .then()
                .body("status", is("rejected"))
                .body("charge", is("needs_attention"))
                .body("charge_reason", is("decided_otherwise"))
                .body("payment_id", is("pay_" + id));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> given().get(Management.address("/metrics"))
                        .asString()
                        .lines()
                        .anyMatch(line -> line.startsWith("charges_need_attention") && !line.endsWith(" 0.0")));
    }

    @Test
    void chargeOfWhichTheGatewayCannotSayIsNotMadeAgainAndWaitsForAPerson() {
        ObjectNode order = Shop.anOrder();
        String id = order.get("order_id").asText();
        sql(
                "INSERT INTO transactions.charges (order_id, intended_at) VALUES ($1, now() - interval '21 hours')",
                Tuple.of(id));
        gateway.cannotSay(true);

        shop.place(order);

        needsAttention(id);
        gateway.cannotSay(false);
        assertThat(gateway.requestsOf(id)).isZero();
        given().get(Management.address("/ledger/" + id))
                .then()
                .body("status", is("needs_attention"))
                .body("charge_reason", is("gateway_cannot_say"));
    }

    private void putAside(ObjectNode order) {
        String id = order.get("order_id").asText();
        shop.place(order);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> count(
                                "SELECT count(*) FROM transactions.charges WHERE order_id = $1 AND next_try_at IS NOT NULL",
                                id)
                        == 1);
    }

    private void isADeadLetterForItsContent(ObjectNode order) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> shop.deadLettersOf(order).size() == 1);
        assertThat(Topics.reason(shop.deadLettersOf(order).get(0))).contains("other content");
    }

    private void reject(String id) {
        sql("""
                INSERT INTO transactions.ledger (order_id, status, reason, total_cost, decided_at, event)
                VALUES ($1, 'rejected', 'amount_over_limit', 9, now(), '{}')
                """, Tuple.of(id));
    }

    private void needsAttention(String id) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> count(
                                "SELECT count(*) FROM transactions.charges WHERE order_id = $1 AND state = 'needs_attention'",
                                id)
                        == 1);
    }

    @Test
    void redeliveredRideKeepsItsDriver() {
        ObjectNode ride = Shop.aRide();
        String id = ride.get("id").asText();

        shop.ask(ride);
        shop.confirmedRide(ride);
        shop.ask(ride);

        await().until(() -> shop.topics().read(RIDE_CONFIRMED, id).size() == 2);
        shop.confirmedRide(ride);
        assertThat(count(
                        "SELECT count(*) FROM transactions.drivers WHERE busy_until > now() AND driver_id = (SELECT driver_id FROM transactions.rides WHERE id = $1)",
                        id))
                .isOne();
    }

    private long count(String statement, String id) {
        return sql(statement, Tuple.of(id)).iterator().next().getLong(0);
    }

    private io.vertx.mutiny.sqlclient.RowSet<io.vertx.mutiny.sqlclient.Row> sql(String statement, Tuple values) {
        return pool.preparedQuery(statement).execute(values).await().atMost(Duration.ofSeconds(10));
    }
}
