package ordermill.orders.simulator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import ordermill.orders.Flow;
import ordermill.orders.RealServers;
import ordermill.orders.Sample;
import ordermill.orders.Topics;
import ordermill.orders.placing.Request;

/** Simulated customers place as real ones do: from the menu, once, and until Kafka is there. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class SimulatorTest extends RealServers {

    @Inject
    Simulator simulator;

    @AfterEach
    void stop() {
        put(Map.of("every", "off")).statusCode(200);
    }

    @Test
    void simulatorOrdersFromTheMenuAtItsPrices() {
        var how = new SimulatorSettings(Duration.ofSeconds(1), 1, Map.of("food", 1), 0, 0, 0);

        var order = RandomRequests.next(how, new Random(1));

        var item = order.get("order_details").get("items").get(0);
        int cents = given().get("/catalogue.json")
                .jsonPath()
                .getInt("food.find { it.sku == '" + item.get("sku").textValue() + "' }.price_cents");
        assertThat(item.get("unit_price").decimalValue()).isEqualTo(BigDecimal.valueOf(cents, 2));
        assertThat(Request.order(order, Instant.EPOCH).details().flow()).isEqualTo(Flow.ORDER);
    }

    @Test
    void simulatorPlacesWhatItIsToldAndStopsAtItsLimit() {
        int before = topics.all(Topics.ORDER_DETAILS).size();
        int ridesBefore = topics.all(Topics.RIDE_DETAILS).size();

        put(Map.of("every", "5ms", "limit", 40, "mix", "food:1,ride:1", "malformed", 0.1, "duplicates", 0.2))
                .statusCode(200)
                .body("mix", equalTo("food:1,ride:1"));
        await().untilAsserted(() -> given().get("/simulator").then().body("placed", equalTo(40)));

        await().until(() -> topics.all(Topics.RIDE_DETAILS).size() > ridesBefore
                && topics.all(Topics.ORDER_DETAILS).size() > before);
    }

    @Test
    void settingThatMakesNoSenseIsAProblemThatNamesIt() {
        put(Map.of("every", "soon")).statusCode(400).body("field", equalTo("every"));
        put(Map.of("every", "9223372036854775807")).statusCode(400).body("field", equalTo("every"));
        put(Map.of("mix", "cars:1")).statusCode(400).body("field", equalTo("mix"));
        put(Map.of("limit", -1)).statusCode(400).body("field", equalTo("limit"));
        put(Map.of("declined", 2)).statusCode(400).body("field", equalTo("declined"));
    }

    /** Run as at a service's start: outside of any request. */
    @Test
    void simulatedRequestIsSentOnceUntilItIsStuck() {
        long started = System.currentTimeMillis();
        var how = new SimulatorSettings(Duration.ofMillis(5), 40, Map.of("food", 1, "ride", 1), 0, 0, 0);

        CompletableFuture.runAsync(() -> simulator.run(how)).join();
        await().until(() -> simulator.placed() == 40);
        await().until(() ->
                sentSince(started).map(ordermill.testing.Topics::key).distinct().count() >= 40);

        Map<String, Long> firstSent = new HashMap<>();
        sentSince(started).forEach(record -> {
            String id = ordermill.testing.Topics.key(record);
            Long first = firstSent.putIfAbsent(id, record.timestamp());
            if (first != null) {
                assertThat(record.timestamp() - first)
                        .as("ms until %s is sent again", id)
                        .isGreaterThanOrEqualTo(3000);
            }
        });
    }

    private Stream<ConsumerRecord<byte[], byte[]>> sentSince(long milliseconds) {
        return Stream.of(Topics.ORDER_DETAILS, Topics.RIDE_DETAILS)
                .flatMap(topic -> topics.all(topic).stream())
                .filter(record -> record.timestamp() >= milliseconds);
    }

    @Test
    void simulatorPlacesItsWholeLimitThoughKafkaIsAwayAtFirst() {
        servers.stopBroker();
        put(Map.of("every", "5ms", "limit", 5, "mix", "ride:1")).statusCode(200);
        place(Sample.order()).statusCode(503);
        int whileAway = given().get("/simulator").then().extract().path("placed");
        servers.startBroker();

        assertThat(whileAway).isZero();
        await().untilAsserted(() -> given().get("/simulator").then().body("placed", equalTo(5)));
    }

    private static ValidatableResponse put(Map<String, Object> settings) {
        return given().contentType("application/json")
                .body(settings)
                .put("/simulator")
                .then();
    }
}
