package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service on a real broker and a real database, which the test takes away. */
@QuarkusTest
@TestProfile(RealBrokerTest.Profile.class)
class RealBrokerTest {

    public static final class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.devservices.enabled", "false",
                    "heartbeat.every", "1s",
                    "orders.republish-after", "3s",
                    "orders.republish-every", "1s");
        }
    }

    static Topics topics;

    Servers servers;

    @Inject
    Simulator simulator;

    @BeforeAll
    static void limits() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    }

    @BeforeEach
    void connect() {
        if (topics == null) {
            topics = new Topics(servers.bootstrapServers());
        }
        readinessIs(200);
    }

    @AfterEach
    void startWhatIsStopped() {
        servers.startWhatIsStopped();
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        topics = null;
    }

    @Test
    void acceptedOrderIsInKafkaAndItsAnswerHasNoPaymentToken() {
        String id = id();

        post(order(id, "21.50"))
                .statusCode(202)
                .header("Location", containsString("/order/" + id))
                .body("order_id", equalTo(id))
                .body("total_cost", equalTo(21.50f))
                .body("", not(org.hamcrest.Matchers.hasKey("payment_token")));

        ObjectNode published = only("order_details", id);
        assertThat(published.get("payment_token").textValue()).isEqualTo("tok_visa");
        assertThat(published.get("total_cost").decimalValue()).isEqualTo(new BigDecimal("21.50"));
        assertThat(schema("order_details").validate(published)).isEmpty();
    }

    @Test
    void furnitureTutorialsBodyIsAccepted() {
        post("""
                {"user_id":"u1","order_id":1,"user_email":"u1@example.com","order_details":{"name":"table","price":"120"}}""").statusCode(202).body("order_id", equalTo("1"));

        ObjectNode published = only("order_details", "1");
        assertThat(published.get("total_cost").decimalValue()).isEqualByComparingTo("120");
        assertThat(published.get("order_details").get("name").textValue()).isEqualTo("table");
        assertThat(published.get("order_details").get("price").textValue()).isEqualTo("120");
    }

    @Test
    void orderWithoutAnIdGetsATimeOrderedOne() {
        String id = post(order(id(), "1").replaceFirst("\"order_id\":\"[^\"]*\",", ""))
                .statusCode(202)
                .extract()
                .path("order_id");

        assertThat(UUID.fromString(id).version()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "none",
            value = {
                "none                                                                                   | none",
                "not json                                                                               | none",
                "[1,2]                                                                                  | none",
                "{\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1}}                             | user_id",
                "{\"user_id\":\"u\",\"order_details\":{\"price\":1}}                                    | user_email",
                "{\"user_id\":\"u\",\"user_email\":\"nowhere\",\"order_details\":{\"price\":1}}         | user_email",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\"}                                           | order_details",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":\"burger\"}              | order_details",
                "{\"user_id\":{},\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1}}              | user_id",
                "{\"user_id\":\"u\",\"user_email\":7,\"order_details\":{\"price\":1}}                   | user_email",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{}}                      | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":-1}}          | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":\"NaN\"}}     | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":true}}        | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1.001}}       | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1e999999999}} | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1e-99999999}} | price",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":NaN}}         | none",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"items\":7}}           | items",
                "{\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"items\":[{\"unit_price\":1,\"quantity\":0}]}} | quantity",
                "{\"order_id\":\"a b\",\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1}} | order_id",
                "{\"order_id\":1.5,\"user_id\":\"u\",\"user_email\":\"a@b.c\",\"order_details\":{\"price\":1}} | order_id",
            })
    void badInputIsAProblemThatNamesTheField(String body, String field) {
        var answer = post(body == null ? "" : body);

        answer.statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400))
                .body("field", equalTo(field))
                .body("detail", not(containsString("Exception")));
    }

    @Test
    void whatNeverReachesTheResourceIsAProblemToo() {
        given().contentType("text/plain")
                .body("hello")
                .post("/order")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        post("\"" + "x".repeat(2_000_000) + "\"").statusCode(413).contentType("application/problem+json");
        given().delete("/order").then().statusCode(405).contentType("application/problem+json");
        given().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
        given().get("/order/unheard-of").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void repeatedRequestGetsItsFirstAnswerAndAnotherOneAConflict() {
        String id = id();
        BigDecimal firstTime = time(post(order(id, "21.50")).statusCode(202));
        statusIs(id, "placed");

        BigDecimal again = time(post(order(id, "21.5")).statusCode(202));
        post(order(id, "99.00"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("field", equalTo("order_id"));

        assertThat(again).isEqualTo(firstTime);
        only("order_details", id);
    }

    @Test
    void journeyMovesOnlyForwardAndShowsEveryEventButNobodysData() {
        String id = id();
        post(order(id, "8.00")).statusCode(202);
        statusIs(id, "placed");

        topics.send("order_email_sent", id, "{\"order_id\":\"%s\",\"status\":true}".formatted(id));
        statusIs(id, "email_sent");
        topics.send(
                "order_confirmed",
                id,
                "{\"order_id\":\"%s\",\"user_email\":\"u1@example.com\",\"status\":\"confirmed\"}".formatted(id));
        await().untilAsserted(() -> journey(id)
                .body("timeline.topic", equalTo(List.of("order_details", "order_email_sent", "order_confirmed"))));

        journey(id)
                .body("status", equalTo("email_sent"))
                .body("timeline[0].offset", org.hamcrest.Matchers.greaterThanOrEqualTo(0));
        assertThat(journey(id).extract().asString()).doesNotContain("@").doesNotContain("tok_");
    }

    @Test
    void rideIsAcceptedWithItsPlaceAsDegreesAndTracked() {
        String id = given().contentType("application/json")
                .body("{\"customer_id\":3,\"location\":\"Lat: 12, Long: 34.5\"}")
                .post("/ride")
                .then()
                .statusCode(202)
                .header("Location", containsString("/ride/"))
                .extract()
                .path("id");

        ObjectNode published = only("ride_details", id);
        topics.send("ride_rejected", id, "{\"id\":\"%s\",\"reason\":\"no_driver\"}".formatted(id));

        assertThat(published.get("customer_id").textValue()).isEqualTo("3");
        assertThat(published.get("location"))
                .isEqualTo(Json.object("{\"lat\":12,\"long\":34.5}".getBytes(StandardCharsets.UTF_8)));
        assertThat(schema("ride_details").validate(published)).isEmpty();
        await().untilAsserted(() -> given().get("/ride/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("status", equalTo("rejected"))
                .body("reason", equalTo("no_driver")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"location\":{\"lat\":1,\"long\":2}}                          | customer_id",
                "{\"customer_id\":\"u\"}                                        | location",
                "{\"customer_id\":\"u\",\"location\":\"here\"}                  | location",
                "{\"customer_id\":\"u\",\"location\":{\"lat\":\"1\"}}           | location",
                "{\"customer_id\":\"u\",\"location\":{\"lat\":1,\"long\":999}}  | location",
                "{\"id\":\"a/b\",\"customer_id\":\"u\",\"location\":{\"lat\":1,\"long\":9}} | id",
            })
    void badRideIsAProblemThatNamesTheField(String body, String field) {
        given().contentType("application/json")
                .body(body)
                .post("/ride")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    @Test
    void heartbeatIsWrittenAndSaysHowManyOrdersAreStuck() {
        long before = stuckInTheNextHeartbeat();

        post(order(id(), "1.00")).statusCode(202);

        await().until(() -> stuckInTheNextHeartbeat() > before);
        for (ConsumerRecord<String, byte[]> record : topics.all("timestamp")) {
            assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                            .getSchema(SchemaLocation.of(Path.of("contract/timestamp.schema.json")
                                    .toUri()
                                    .toString()))
                            .validate(Json.object(record.value())))
                    .isEmpty();
        }
    }

    @Test
    void heartGoesOnBeatingWithoutTheCountWhileTheDatabaseIsAway() {
        servers.stopDatabase();

        await().until(() -> !nextHeartbeat().has("stuck_orders"));
        assertThat(nextHeartbeat().has("stuck_orders")).isFalse();
        servers.startDatabase();

        await().until(() -> nextHeartbeat().has("stuck_orders"));
    }

    private static long stuckInTheNextHeartbeat() {
        return nextHeartbeat().path("stuck_orders").asLong(-1);
    }

    private static ObjectNode nextHeartbeat() {
        int before = topics.all("timestamp").size();
        await().until(() -> topics.all("timestamp").size() > before);
        var beats = topics.all("timestamp");
        return beats.stream()
                .max(Comparator.comparing(ConsumerRecord::timestamp))
                .map(record -> Json.object(record.value()))
                .orElseThrow();
    }

    @Test
    void simulatorPlacesWhatItIsToldAndStopsAtItsLimit() {
        int before = topics.all("order_details").size();
        int ridesBefore = topics.all("ride_details").size();

        given().contentType("application/json")
                .body("{\"every\":\"5ms\",\"limit\":40,\"mix\":\"food:1,ride:1\",\"malformed\":0.1,\"duplicates\":0.2}")
                .put("/simulator")
                .then()
                .statusCode(200)
                .body("mix", equalTo("food:1,ride:1"));
        await().untilAsserted(() -> given().get("/simulator").then().body("placed", equalTo(40)));

        await().until(() -> topics.all("ride_details").size() > ridesBefore
                && topics.all("order_details").size() > before);
        given().contentType("application/json")
                .body("{\"every\":\"soon\"}")
                .put("/simulator")
                .then()
                .statusCode(400)
                .body("field", equalTo("every"));
        given().contentType("application/json")
                .body("{\"every\":\"off\"}")
                .put("/simulator")
                .then()
                .statusCode(200);
    }

    /** Run as at a service's start: outside of any request. */
    @Test
    void simulatedRequestIsSentOnceUntilItIsStuck() {
        long started = System.currentTimeMillis();
        var how = new SimulatorSettings(Duration.ofMillis(5), 40, Map.of("food", 1, "ride", 1), 0, 0, 0);

        CompletableFuture.runAsync(() -> simulator.run(how)).join();
        await().until(() -> simulator.placed() == 40);
        await().until(() ->
                sentSince(started).map(ConsumerRecord::key).distinct().count() >= 40);

        Map<String, Long> firstSent = new HashMap<>();
        sentSince(started).forEach(record -> {
            Long first = firstSent.putIfAbsent(record.key(), record.timestamp());
            if (first != null) {
                assertThat(record.timestamp() - first)
                        .as("ms until %s is sent again", record.key())
                        .isGreaterThanOrEqualTo(3000);
            }
        });
        given().contentType("application/json")
                .body("{\"every\":\"off\"}")
                .put("/simulator")
                .then()
                .statusCode(200);
    }

    private Stream<ConsumerRecord<String, byte[]>> sentSince(long milliseconds) {
        return Stream.of("order_details", "ride_details")
                .flatMap(topic -> topics.all(topic).stream())
                .filter(record -> record.timestamp() >= milliseconds);
    }

    @Test
    void simulatorPlacesItsWholeLimitThoughKafkaIsAwayAtFirst() {
        servers.stopBroker();
        given().contentType("application/json")
                .body("{\"every\":\"5ms\",\"limit\":5,\"mix\":\"ride:1\"}")
                .put("/simulator")
                .then()
                .statusCode(200);
        post(order(id(), "1.00")).statusCode(503);
        int whileAway = given().get("/simulator").then().extract().path("placed");
        servers.startBroker();

        assertThat(whileAway).isZero();
        await().untilAsserted(() -> given().get("/simulator").then().body("placed", equalTo(5)));
        given().contentType("application/json")
                .body("{\"every\":\"off\"}")
                .put("/simulator")
                .then()
                .statusCode(200);
    }

    @Test
    void rejectedOrderSaysWhy() {
        String id = id();
        post(order(id, "8.00")).statusCode(202);

        topics.send("order_rejected", id, "{\"order_id\":\"%s\",\"reason\":\"card_declined\"}".formatted(id));

        statusIs(id, "rejected");
        journey(id).body("reason", equalTo("card_declined"));
    }

    @Test
    void orderWithoutADecisionIsPublishedAgainAsItWasAndADecidedOneIsNot() {
        String decided = id();
        String stuck = id();
        post(order(decided, "1.00")).statusCode(202);
        topics.send("order_confirmed", decided, "{\"order_id\":\"%s\"}".formatted(decided));

        post(order(stuck, "2.00")).statusCode(202);

        await().until(() -> topics.read("order_details", stuck).size() == 2);
        assertThat(topics.read("order_details", stuck))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsOnly(
                        new String(topics.read("order_details", stuck).get(0).value(), StandardCharsets.UTF_8));
        assertThat(topics.read("order_details", decided)).hasSize(1);
        await().untilAsserted(() -> given().get("/q/metrics").then().body(containsString("orders_stuck")));
    }

    @Test
    void unreadableSentMailEventIsADeadLetter() {
        String id = id();

        topics.send("order_email_sent", id, "no json");

        await().until(() -> topics.read("order_email_sent_dlq", id).size() == 1);
        ConsumerRecord<String, byte[]> letter =
                topics.read("order_email_sent_dlq", id).get(0);
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("no json");
        assertThat(letter.headers().lastHeader("dead-letter-reason")).isNotNull();
    }

    @Test
    void orderIsRefusedWithin2SecondsWhileKafkaIsAwayAndAcceptedAfterIt() {
        String id = id();
        post(order(id(), "1.00")).statusCode(202);

        servers.stopBroker();
        readinessIs(503);
        var clients = Executors.newFixedThreadPool(16);
        var answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> refusal(id), clients))
                .limit(16)
                .toList();
        clients.shutdown();

        assertThat(answers).allSatisfy(took -> assertThat(took.join()).isLessThan(Duration.ofSeconds(2)));
        servers.startBroker();
        await().untilAsserted(() -> post(order(id, "1.00")).statusCode(202));
        readinessIs(200);
    }

    private static Duration refusal(String id) {
        long began = System.nanoTime();
        post(order(id, "1.00"))
                .statusCode(503)
                .header("Retry-After", equalTo("2"))
                .contentType("application/problem+json");
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void orderIsAcceptedWhileTheDatabaseIsAwayAndTrackedAfterIt() {
        String id = id();

        servers.stopDatabase();
        post(order(id, "1.00")).statusCode(202);
        given().get("/order/" + id).then().statusCode(503).contentType("application/problem+json");
        readinessIs(503);
        servers.startDatabase();

        statusIs(id, "placed");
        readinessIs(200);
    }

    private static JsonSchema schema(String topic) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(
                        Path.of("contract", topic + ".schema.json").toUri() + "#/$defs/published"));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String order(String id, String price) {
        return """
                {"order_id":"%s","user_id":"u1","user_email":"u1@example.com","order_details":{"kind":"food","price":%s},"payment_token":"tok_visa"}""".formatted(id, price);
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json").body(body).post("/order").then();
    }

    private static ValidatableResponse journey(String id) {
        return given().get("/order/" + id).then();
    }

    private static BigDecimal time(ValidatableResponse answer) {
        return Json.object(answer.extract().asByteArray()).get("time").decimalValue();
    }

    private static void statusIs(String id, String status) {
        await().untilAsserted(() -> journey(id).statusCode(200).body("status", equalTo(status)));
    }

    private static ObjectNode only(String topic, String id) {
        await().until(() -> !topics.read(topic, id).isEmpty());
        assertThat(topics.read(topic, id)).hasSize(1);
        return Json.object(topics.read(topic, id).get(0).value());
    }

    private static void readinessIs(int status) {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
