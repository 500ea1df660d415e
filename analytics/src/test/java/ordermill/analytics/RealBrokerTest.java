package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service on a real broker and a real database, which the test takes away. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealBrokerTest {

    private static final int PARTITIONS = 12;

    static Topics topics;

    @Inject
    KafkaClientService kafka;

    Servers servers;

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
        await().untilAsserted(() -> given().get("/q/health/started").then().statusCode(200));
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        topics = null;
    }

    @Test
    void ordersAreCountedToTheCentAndTheTotalsPublished() throws IOException {
        JsonNode before = totals();
        String kind = Events.id();
        BigDecimal revenue = BigDecimal.ZERO;
        for (int i = 1; i <= 1000; i++) {
            BigDecimal cost = BigDecimal.valueOf(i * 37 % 9973, 2);
            revenue = revenue.add(cost);
            String id = Events.id();
            topics.send("order_confirmed", id, Events.confirmed(id, kind, cost.toPlainString()));
        }

        untilGrown(before, "total_orders_count", 1000);

        assertThat(grown(before, totals(), "total_revenue")).isEqualByComparingTo(revenue);
        assertThat(totals().at("/by_kind/" + kind + "/revenue").decimalValue()).isEqualByComparingTo(revenue);
        await().untilAsserted(() -> {
            JsonNode ofAll = last("analytics_result", "all");
            assertThat(ofAll.get("total_orders_count")).isEqualTo(totals().get("total_orders_count"));
            assertThat(ofAll.get("total_revenue")).isEqualTo(totals().get("total_revenue"));
            assertThat(faultsOf(ofAll)).isEmpty();
        });
        JsonNode ofKind = last("analytics_result", kind);
        assertThat(ofKind.get("kind").textValue()).isEqualTo(kind);
        assertThat(ofKind.get("total_orders_count").intValue()).isEqualTo(1000);
        assertThat(ofKind.get("total_revenue").decimalValue()).isEqualByComparingTo(revenue);
        assertThat(faultsOf(ofKind)).isEmpty();
        assertThat(faultsOf(Json.stored(Files.readString(Path.of("contract/analytics_result.example.json")))))
                .isEmpty();
    }

    @Test
    void kindThatCallsItselfAllDoesNotTakeThePlaceOfTheTotals() {
        JsonNode before = totals();
        topics.send("order_confirmed", "k", Events.confirmed(Events.id(), "all", "3.00"));

        untilGrown(before, "total_orders_count", 1);

        await().untilAsserted(() -> assertThat(last("analytics_result", "all").get("total_revenue"))
                .isEqualTo(totals().get("total_revenue")));
        assertThat(topics.read("analytics_result", "all"))
                .noneMatch(record -> json(record).has("kind"));
    }

    @Test
    void replayFromTheStartChangesNothing() {
        String kind = Events.id();
        String again = Events.id();
        for (int i = 0; i < 100; i++) {
            String id = Events.id();
            topics.send("order_confirmed", id, Events.confirmed(id, kind, "1.01"));
            topics.send("order_rejected", id + "r", Events.rejected(id + "r", kind, "1.01", "card_declined"));
            topics.send("ride_confirmed", id, Events.rideConfirmed(id, "48.21", "16.37", 7, Instant.now()));
        }
        topics.send("order_confirmed", again, Events.confirmed(again, kind, "1.01"));
        topics.send("order_confirmed", again, Events.confirmed(again, kind, "1.01"));
        await().untilAsserted(() -> {
            assertThat(totals().at("/by_kind/" + kind + "/orders").intValue()).isEqualTo(101);
            assertThat(totals().at("/by_kind/" + kind + "/rejected").intValue()).isEqualTo(100);
        });
        JsonNode before = totals();

        for (String channel :
                List.of("order_confirmed", "order_rejected", "ride_confirmed", "ride_rejected", "timestamp")) {
            var consumer = kafka.<String, byte[]>getConsumer(channel);
            consumer.runOnPollingThread(c -> {
                        c.seekToBeginning(c.assignment());
                    })
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
        // Behind the replay of each partition.
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String id = Events.id();
            topics.sendTo(partition, "order_confirmed", id, Events.confirmed(id, kind, "100"));
            topics.sendTo(
                    partition, "order_rejected", id + "r", Events.rejected(id + "r", kind, "100", "card_declined"));
            topics.sendTo(
                    partition, "ride_confirmed", id, Events.rideConfirmed(id, "48.21", "16.37", 7, Instant.now()));
        }
        untilGrown(before, "total_orders_count", PARTITIONS);
        untilGrown(before, "rejected_today", PARTITIONS);
        untilGrown(before, "total_rides_count", PARTITIONS);

        assertThat(grown(before, totals(), "total_revenue")).isEqualByComparingTo("1200");
        assertThat(totals().at("/by_kind/" + kind + "/revenue").decimalValue()).isEqualByComparingTo("1302.01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[1]", "{\"order_id\":\"o\"}", "null value"})
    void malformedRejectionGoesToTheDeadLettersAndTheNextIsCounted(String value) {
        JsonNode before = totals();
        String key = Events.id();
        byte[] bytes = value.equals("null value") ? null : value.getBytes(StandardCharsets.UTF_8);
        var malformed = new ProducerRecord<>("order_rejected", 3, key, bytes);
        malformed.headers().add("traceparent", "00-1".getBytes(StandardCharsets.UTF_8));

        topics.send(malformed);
        topics.sendTo(3, "order_rejected", "k", Events.rejected(Events.id(), "food", "1", "card_declined"));

        untilGrown(before, "rejected_today", 1);
        var letter = only("order_rejected_dlq", key);
        assertThat(letter.value()).isEqualTo(bytes);
        assertThat(header(letter, "traceparent")).isEqualTo("00-1");
        assertThat(header(letter, "dead-letter-reason")).isNotBlank();
        assertThat(header(letter, "dead-letter-topic")).isEqualTo("order_rejected");
        assertThat(header(letter, "dead-letter-partition")).isEqualTo("3");
        assertThat(header(letter, "dead-letter-offset")).matches("[0-9]+");
    }

    @Test
    void malformedRideRejectionAndHeartbeatGoToTheirDeadLetters() {
        String key = Events.id();

        topics.send("ride_rejected", key, "{}");
        topics.send("timestamp", key, "{\"timestamp\":\"12:00:00\",\"time\":253370764800}");

        assertThat(header(only("ride_rejected_dlq", key), "dead-letter-reason")).isEqualTo("id is missing");
        assertThat(header(only("timestamp_dlq", key), "dead-letter-reason")).isEqualTo("time is in the future");
    }

    @Test
    void unreadableConfirmationIsSkippedAndCountedAsSuch() {
        JsonNode before = totals();
        double skipped = metric("analytics_skipped_records_total{topic=\"order_confirmed\"}");

        topics.sendTo(3, "order_confirmed", "k", "not json");
        topics.sendTo(3, "order_confirmed", "k", Events.confirmed(Events.id(), "food", "1"));

        untilGrown(before, "total_orders_count", 1);
        assertThat(metric("analytics_skipped_records_total{topic=\"order_confirmed\"}"))
                .isEqualTo(skipped + 1);
    }

    @Test
    void deadLettersOfAllTopicsAreWaitingUntilTheyAreDeleted() throws Exception {
        long before = deadLetters().path("total").longValue();
        String topic = "any_topic_dlq";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();

            topics.sendTo(0, topic, "k", "a");
            topics.sendTo(1, topic, "k", "b");

            await().untilAsserted(() -> assertThat(
                            deadLetters().at("/by_topic/" + topic).longValue())
                    .isEqualTo(2));
            assertThat(deadLetters().get("total").longValue()).isGreaterThanOrEqualTo(before + 2);
            assertThat(Json.stored(given().get("/dashboard").asString())
                            .at("/dead_letters/by_topic/" + topic)
                            .longValue())
                    .isEqualTo(2);
            await().untilAsserted(() ->
                    assertThat(metric("analytics_dead_letters_waiting")).isGreaterThanOrEqualTo(before + 2));

            admin.deleteRecords(Map.of(
                            new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1),
                            new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
            await().untilAsserted(() ->
                    assertThat(deadLetters().path("by_topic").has(topic)).isFalse());
        }
    }

    private static JsonNode deadLetters() {
        return totals().get("dead_letters");
    }

    @Test
    @Order(Order.DEFAULT + 1)
    void ordersThatComeWhileTheDatabaseIsAwayAreCountedOnceWhenItIsBack() {
        JsonNode before = totals();
        int deadLetters = topics.read("order_rejected_dlq", "outage").size();
        try (var page = new OpenDashboard(RestAssured.port)) {
            await().untilAsserted(() -> assertThat(page.last().name()).isEqualTo("message"));

            servers.stopDatabase();
            List<String> ids = IntStream.range(0, 50).mapToObj(i -> Events.id()).toList();
            ids.forEach(id -> topics.send("order_confirmed", "outage", Events.confirmed(id, "food", "0.10")));
            ids.forEach(id ->
                    topics.send("order_rejected", "outage", Events.rejected(id + "r", "food", "5", "card_declined")));
            ids.forEach(id -> topics.send(
                    "ride_confirmed", "outage", Events.rideConfirmed(id, "48.21", "16.37", 7, Instant.now())));
            readinessIs(503);
            await().untilAsserted(() -> assertThat(page.last().name()).isEqualTo("outage"));
            for (String path : List.of("/totals", "/dashboard", "/rides/features.csv")) {
                given().get(path)
                        .then()
                        .statusCode(503)
                        .contentType("application/problem+json")
                        .header("Retry-After", notNullValue())
                        .body("title", equalTo("Service Unavailable"));
            }
            given().get("/q/health/live").then().statusCode(200);
            servers.startDatabase();

            readinessIs(200);
            untilGrown(before, "total_orders_count", 50);
            untilGrown(before, "rejected_today", 50);
            untilGrown(before, "total_rides_count", 50);
            assertThat(grown(before, totals(), "total_revenue")).isEqualByComparingTo("5.00");
            assertThat(topics.read("order_rejected_dlq", "outage")).hasSize(deadLetters);
            await().untilAsserted(() -> {
                assertThat(page.last().name()).isEqualTo("message");
                assertThat(Json.stored(page.last().data()).at("/totals/total_orders_count"))
                        .isEqualTo(totals().get("total_orders_count"));
            });
        }
    }

    @Test
    @Order(Order.DEFAULT + 2)
    void ordersAreCountedAgainWhenTheBrokerIsBack() {
        JsonNode before = totals();

        servers.stopBroker();
        readinessIs(503);
        await().untilAsserted(() -> assertThat(deadLetters().isNull()).isTrue());
        assertThat(grown(before, totals(), "total_orders_count")).isZero();
        given().get("/dashboard").then().statusCode(200).body("dead_letters", nullValue());
        assertThat(metric("analytics_dead_letters_waiting")).isNaN();
        servers.startBroker();

        readinessIs(200);
        topics.send("order_confirmed", "k", Events.confirmed(Events.id(), "food", "1.00"));
        untilGrown(before, "total_orders_count", 1);
        await().untilAsserted(() -> assertThat(deadLetters().isNull()).isFalse());
        await().untilAsserted(() -> assertThat(last("analytics_result", "all").get("total_orders_count"))
                .isEqualTo(totals().get("total_orders_count")));
    }

    @Test
    @Order(Order.DEFAULT + 3)
    void channelThatStoppedTurnsReadinessRed() {
        kafka.getConsumer("ride_rejected")
                .runOnPollingThread(consumer -> {
                    consumer.close();
                })
                .await()
                .atMost(Duration.ofSeconds(10));

        readinessIs(503);
    }

    private static JsonNode totals() {
        return Json.stored(
                given().get("/totals").then().statusCode(200).extract().asString());
    }

    private static BigDecimal grown(JsonNode before, JsonNode after, String field) {
        return after.get(field).decimalValue().subtract(before.get(field).decimalValue());
    }

    private static void untilGrown(JsonNode before, String field, int by) {
        await().untilAsserted(() -> assertThat(grown(before, totals(), field)).isEqualByComparingTo("" + by));
    }

    private static void readinessIs(int status) {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }

    private static JsonNode last(String topic, String key) {
        var records = topics.read(topic, key);
        return records.isEmpty() ? Json.object() : json(records.get(records.size() - 1));
    }

    private static ConsumerRecord<String, byte[]> only(String topic, String key) {
        await().untilAsserted(() -> assertThat(topics.read(topic, key)).hasSize(1));
        return topics.read(topic, key).get(0);
    }

    private static JsonNode json(ConsumerRecord<String, byte[]> record) {
        return Json.object(record.value());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Set<ValidationMessage> faultsOf(JsonNode event) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(
                        Path.of("contract/analytics_result.schema.json").toUri().toString()))
                .validate(event);
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
