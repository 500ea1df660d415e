package ordermill.transactions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service on a real broker and a real database, which the test takes away. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class RealBrokerTest {

    static Topics topics;

    Servers servers;

    @Inject
    Pool pool;

    @Inject
    Rides rides;

    @Inject
    KeepTrying keepTrying;

    @BeforeAll
    static void limits() {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    }

    @org.junit.jupiter.api.BeforeEach
    void connect() {
        if (topics == null) {
            topics = new Topics(servers.bootstrapServers());
        }
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
    void goodOrderIsChargedAndConfirmed() {
        String id = id();

        topics.send("order_details", id, order(id, "21.50", "tok_visa"));

        ObjectNode confirmed = only("order_confirmed", id);
        assertThat(confirmed.get("status").textValue()).isEqualTo("confirmed");
        assertThat(confirmed.get("customer_email").textValue()).isEqualTo("u1@example.com");
        assertThat(confirmed.get("total_cost").decimalValue()).isEqualByComparingTo("21.50");
        assertThat(confirmed.get("payment_id").textValue()).startsWith("pay_");
        assertThat(confirmed.has("payment_token")).isFalse();
        assertThat(schema("order_confirmed").validate(confirmed)).isEmpty();
        given().get("/ledger/" + id).then().statusCode(200).body("status", org.hamcrest.Matchers.is("confirmed"));
    }

    @Test
    void declinedCardIsRejectedWithItsReason() {
        String id = id();

        topics.send("order_details", id, order(id, "5", "tok_declined"));

        ObjectNode rejected = only("order_rejected", id);
        assertThat(rejected.get("reason").textValue()).isEqualTo("card_declined");
        assertThat(schema("order_rejected").validate(rejected)).isEmpty();
    }

    @Test
    void redeliveredOrderIsChargedOnceAndItsDecisionPublishedAgain() {
        String id = id();

        topics.send("order_details", id, order(id, "7.25", "tok_visa"));
        ObjectNode first = only("order_confirmed", id);
        topics.send("order_details", id, order(id, "7.25", "tok_visa"));

        await().until(() -> topics.read("order_confirmed", id).size() == 2);
        assertThat(topics.read("order_confirmed", id))
                .allSatisfy(record -> assertThat(Json.object(record.value())).isEqualTo(first));
        assertThat(ledgerRows(id)).isOne();
    }

    @Test
    void sameIdWithOtherContentIsADeadLetterAndNoSecondCharge() {
        String id = id();

        topics.send("order_details", id, order(id, "10.00", "tok_visa"));
        topics.send("order_details", id, order(id, "11.00", "tok_visa"));

        assertThat(reason(onlyDeadLetter(id))).contains("other content");
        assertThat(only("order_confirmed", id).get("total_cost").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(ledgerRows(id)).isOne();
    }

    @Test
    void unreadableRecordsBecomeDeadLettersAndTheirNeighboursAreDecided() {
        String id = id();
        String before = id + "-before";
        String after = id + "-after";
        byte[] large = new byte[900_000];
        java.util.Arrays.fill(large, (byte) 'x');

        topics.send("order_details", before, order(before, "1", "tok_visa"));
        topics.sendBytes("order_details", id, "no json".getBytes(StandardCharsets.UTF_8));
        topics.sendBytes("order_details", id, "{\"hello\":\"world\"}".getBytes(StandardCharsets.UTF_8));
        topics.sendBytes("order_details", id, null);
        topics.sendBytes("order_details", id, large);
        topics.send("order_details", id, order(id, "-3", "tok_visa"));
        topics.send("order_details", after, order(after, "2", "tok_visa"));

        await().until(() -> topics.read("order_details_dlq", id).size() == 5);
        only("order_confirmed", before);
        only("order_confirmed", after);
        List<ConsumerRecord<String, byte[]>> letters = topics.read("order_details_dlq", id);
        assertThat(letters)
                .extracting(RealBrokerTest::reason)
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).startsWith("not JSON"),
                        reason -> assertThat(reason).isEqualTo("order_id is missing"),
                        reason -> assertThat(reason).isEqualTo("the value is null"),
                        reason -> assertThat(reason).contains("900000 bytes"),
                        reason -> assertThat(reason).isEqualTo("price is negative"));
        assertThat(letters).allSatisfy(letter -> {
            assertThat(header(letter, "dead-letter-topic")).isEqualTo("order_details");
            assertThat(header(letter, "dead-letter-partition")).matches("\\d+");
            assertThat(header(letter, "dead-letter-offset")).matches("\\d+");
            assertThat(letter.headers().lastHeader("__smallrye_generationId")).isNull();
        });
    }

    @Test
    void recordOfTheLargestSizeThatKafkaTakesBlocksNothing() {
        String id = id();
        byte[] largest = new byte[1_048_000];
        java.util.Arrays.fill(largest, (byte) 'x');

        topics.sendBytes("order_details", id, largest);
        topics.send("order_details", id, order(id, "2", "tok_visa"));

        only("order_confirmed", id);
        assertThat(onlyDeadLetter(id).value()).isNull();
        assertThat(reason(onlyDeadLetter(id))).contains("1048000 bytes").contains("left where it was");
    }

    @Test
    void databaseAwayMakesOrdersWaitAndReadinessRed() {
        String id = id();
        readinessIs(200);

        servers.stopDatabase();
        topics.send("order_details", id, order(id, "3.10", "tok_visa"));
        readinessIs(503);
        servers.startDatabase();

        only("order_confirmed", id);
        readinessIs(200);
        assertThat(topics.read("order_details_dlq", id)).isEmpty();
        assertThat(ledgerRows(id)).isOne();
    }

    @Test
    void brokerAwayTurnsReadinessRedAndOrdersGoOnAfterIt() {
        String id = id();
        readinessIs(200);

        servers.stopBroker();
        readinessIs(503);
        servers.startBroker();
        topics.send("order_details", id, order(id, "4.40", "tok_visa"));

        only("order_confirmed", id);
        readinessIs(200);
    }

    @Test
    void taxiTutorialsRideGetsADriver() {
        String id = id();
        freeAllDrivers();

        topics.send(
                "ride_details",
                id,
                "{\"id\": \"%s\", \"customer_id\": \"user_3\", \"location\": \"Lat: 12, Long: 34\"}".formatted(id));

        ObjectNode confirmed = only("ride_confirmed", id);
        assertThat(confirmed.get("alloted_driver").textValue()).startsWith("driver_");
        assertThat(confirmed.get("pickup_time").textValue()).matches("\\d+mins");
        assertThat(confirmed.get("customer_email").textValue()).isEqualTo("user_3@example.com");
        assertThat(confirmed.get("location")).isEqualTo(Json.object("{\"lat\":12,\"long\":34}"));
        assertThat(schema("ride_confirmed").validate(confirmed)).isEmpty();
    }

    @Test
    void redeliveredRideKeepsItsDriverAndItsDecisionIsPublishedAgain() {
        String id = id();
        freeAllDrivers();

        topics.send("ride_details", id, ride(id));
        ObjectNode first = only("ride_confirmed", id);
        topics.send("ride_details", id, ride(id));

        await().until(() -> topics.read("ride_confirmed", id).size() == 2);
        assertThat(topics.read("ride_confirmed", id))
                .allSatisfy(record -> assertThat(Json.object(record.value())).isEqualTo(first));
        assertThat(count("SELECT count(*) FROM transactions.rides WHERE id = $1", id))
                .isOne();
    }

    @Test
    void malformedRideIsADeadLetterAndTheNextOneIsDecided() {
        String id = id();
        freeAllDrivers();

        topics.send(
                "ride_details", id, "{\"id\":\"%s\",\"customer_id\":\"u\",\"location\":\"somewhere\"}".formatted(id));
        topics.send("ride_details", id + "-next", ride(id + "-next"));

        await().until(() -> topics.read("ride_details_dlq", id).size() == 1);
        assertThat(reason(topics.read("ride_details_dlq", id).get(0))).startsWith("location");
        only("ride_confirmed", id + "-next");
    }

    @Test
    void ridesDecidedAtOnceByTwoReplicasNeverShareADriverAndEachIsDecidedOnce() {
        String run = id();
        freeAllDrivers();
        var asked = IntStream.range(0, 200)
                .mapToObj(n -> RideDetails.read(
                        new ConsumerRecord<>(
                                "ride_details", 0, n, null, ride(run + n).getBytes(StandardCharsets.UTF_8)),
                        "example.com"))
                .toList();

        // Both replicas are handed every ride, as after a rebalance, in small batches.
        Uni.join().all(replica(asked), replica(asked)).andFailFast().await().atMost(Duration.ofSeconds(60));

        assertThat(count("SELECT count(*) FROM transactions.rides WHERE id LIKE $1", run + "%"))
                .isEqualTo(200);
        assertThat(count(
                        "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM transactions.rides WHERE id LIKE $1 AND status = 'confirmed' GROUP BY driver_id) AS r",
                        run + "%"))
                .isLessThanOrEqualTo(1);
        assertThat(count("SELECT count(*) FROM transactions.rides WHERE id LIKE $1 AND status = 'rejected'", run + "%"))
                .isGreaterThanOrEqualTo(150);
    }

    private void freeAllDrivers() {
        pool.query("UPDATE transactions.drivers SET busy_until = '-infinity'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private Uni<Void> replica(List<RideDetails> asked) {
        return Multi.createFrom()
                .iterable(asked)
                .group()
                .intoLists()
                .of(5)
                .onItem()
                .transformToUniAndConcatenate(batch -> keepTrying.until("test", () -> decideUnknown(batch)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> decideUnknown(List<RideDetails> batch) {
        return rides.decisionsOf(batch.stream().map(RideDetails::id).toList())
                .chain(known -> rides.decide(batch.stream()
                        .filter(ride -> !known.containsKey(ride.id()))
                        .toList()))
                .replaceWithVoid();
    }

    private static String ride(String id) {
        return "{\"id\":\"%s\",\"customer_id\":\"user_1\",\"location\":{\"lat\":48.2,\"long\":16.37},\"time\":1763700000.5}"
                .formatted(id);
    }

    private static JsonSchema schema(String topic) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(
                        Path.of("contract", topic + ".schema.json").toUri().toString()));
    }

    private long count(String sql, String argument) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(argument))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String order(String id, String price, String token) {
        return """
                {"order_id":"%s","user_id":"u1","user_email":"u1@example.com","order_details":{"kind":"food","price":%s},
                 "payment_token":"%s","time":1763700000.123}
                """.formatted(id, price, token);
    }

    private static ObjectNode only(String topic, String id) {
        await().until(() -> !topics.read(topic, id).isEmpty());
        assertThat(topics.read(topic, id)).hasSize(1);
        return Json.object(topics.read(topic, id).get(0).value());
    }

    private static ConsumerRecord<String, byte[]> onlyDeadLetter(String id) {
        await().until(() -> topics.read("order_details_dlq", id).size() == 1);
        return topics.read("order_details_dlq", id).get(0);
    }

    private static String reason(ConsumerRecord<String, byte[]> letter) {
        return header(letter, "dead-letter-reason");
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private long ledgerRows(String id) {
        return count("SELECT count(*) FROM transactions.ledger WHERE order_id = $1", id);
    }

    private static void readinessIs(int status) {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
