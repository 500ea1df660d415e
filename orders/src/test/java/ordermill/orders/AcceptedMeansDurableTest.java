package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Health;
import ordermill.testing.Management;

/** 202 only after the broker has the record for good; where it cannot have it, 503, and the same request again is the same order. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class AcceptedMeansDurableTest extends RealServers {

    @Test
    void acceptedOrderIsInKafkaAndItsAnswerHasNoPaymentToken() {
        var order = Sample.order().with("total_cost", new BigDecimal("9.00"));

        place(order)
                .statusCode(202)
                .header("Location", containsString("/order/" + order.id()))
                .body("order_id", equalTo(order.id()))
                .body("total_cost", equalTo(9.00f))
                .body("", not(hasKey("payment_token")));

        ObjectNode published = published(Flow.ORDER, order.id());
        assertThat(published.get("payment_token").textValue()).isEqualTo("tok_visa");
        assertThat(published.get("total_cost").decimalValue()).isEqualTo(new BigDecimal("9.00"));
        assertThat(Sample.contract(Topics.ORDER_DETAILS)
                        .published()
                        .why(topics.read(Topics.ORDER_DETAILS, order.id())
                                .get(0)
                                .value()))
                .isEmpty();
    }

    @Test
    void acceptedOrdersAreCounted() {
        place(Sample.order()).statusCode(202);
        place(Sample.ride()).statusCode(202);

        String metrics = given().get(Management.address("/metrics")).asString();
        assertThat(metrics)
                .containsPattern("orders_accepted_total\\{flow=\"order\"} [1-9]")
                .containsPattern("orders_accepted_total\\{flow=\"ride\"} [1-9]");
    }

    @Test
    void furnitureTutorialsBodyIsAccepted() {
        var order = Sample.order()
                .with("order_id", 1)
                .with("user_id", "u1")
                .without("total_cost")
                .without("payment_token")
                .without("order_details")
                .with("order_details.name", "table")
                .with("order_details.price", "120");

        place(order).statusCode(202).body("order_id", equalTo("1"));

        ObjectNode published = published(Flow.ORDER, "1");
        assertThat(published.get("total_cost").decimalValue()).isEqualByComparingTo("120");
        assertThat(published.get("order_details").get("name").textValue()).isEqualTo("table");
        assertThat(published.get("order_details").get("price").textValue()).isEqualTo("120");
    }

    @Test
    void orderWithoutAnIdGetsATimeOrderedOne() {
        String id = place(Sample.order().without("order_id"))
                .statusCode(202)
                .extract()
                .path("order_id");

        assertThat(UUID.fromString(id).version()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lat: 12, Long: 34.5", "Lat: 12, Long: 34,5"})
    void rideIsAcceptedWithItsPlaceAsDegreesAndTracked(String place) {
        var ride = Sample.ride().with("customer_id", 3).with("location", place);
        place(ride).statusCode(202).header("Location", containsString("/ride/"));

        ObjectNode published = published(Flow.RIDE, ride.id());
        send(ride.then(Topics.RIDE_REJECTED).with("reason", "no_driver"));

        assertThat(published.get("customer_id").textValue()).isEqualTo("3");
        assertThat(published.get("location").toString()).isEqualTo("{\"lat\":12,\"long\":34.5}");
        await().untilAsserted(() -> journey(ride)
                .statusCode(200)
                .body("id", equalTo(ride.id()))
                .body("status", equalTo("rejected"))
                .body("reason", equalTo("no_driver")));
    }

    @Test
    void orderIsRefusedWithin2SecondsWhileKafkaIsAwayAndAcceptedAfterIt() {
        var order = Sample.order();
        place(Sample.order()).statusCode(202);

        servers.stopBroker();
        Health.readinessBecomes(503);
        Health.groupBecomes("http", 200);
        // A machine that is busy with something else may be late once.
        await().untilAsserted(() ->
                assertThat(refusals(order)).allSatisfy(took -> assertThat(took).isLessThan(Duration.ofSeconds(2))));
        servers.startBroker();
        await().untilAsserted(() -> place(order).statusCode(202));
        Health.readinessBecomes(200);
    }

    private static List<Duration> refusals(Sample order) {
        var clients = Executors.newFixedThreadPool(16);
        var answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> refusal(order), clients))
                .limit(16)
                .toList();
        clients.shutdown();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Duration refusal(Sample order) {
        long began = System.nanoTime();
        place(order)
                .statusCode(503)
                .header("Retry-After", equalTo("2"))
                .contentType("application/problem+json")
                .body("order_id", equalTo(order.id()));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void requestWithoutAnIdThatWasNotAcknowledgedIsTheSameOrderWhenItIsRepeated() {
        var order = Sample.order().without("order_id");
        servers.stopBroker();

        String id = place(order).statusCode(503).extract().path("order_id");
        servers.startBroker();
        await().untilAsserted(() -> place(order.withId(id)).statusCode(202));

        await().until(() -> !topics.read(Topics.ORDER_DETAILS, id).isEmpty());
        assertThat(topics.read(Topics.ORDER_DETAILS, id))
                .allSatisfy(record -> assertThat(record.value()).isNotEmpty());
    }

    @Test
    void orderIsAcceptedWhileTheDatabaseIsAwayAndTrackedAfterIt() {
        var order = Sample.order();

        servers.stopDatabase();
        place(order).statusCode(202);
        journey(order).statusCode(503).header("Retry-After", equalTo("2")).contentType("application/problem+json");
        Health.readinessBecomes(503);
        Health.groupBecomes("http", 200);
        servers.startDatabase();

        statusBecomes(order, "placed");
        Health.readinessBecomes(200);
    }
}
