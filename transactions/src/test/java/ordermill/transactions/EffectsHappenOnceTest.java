package ordermill.transactions;

import static ordermill.transactions.Topics.ORDER_CONFIRMED;
import static ordermill.transactions.Topics.ORDER_DETAILS;
import static ordermill.transactions.Topics.RIDE_CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
