package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.assertj.core.data.Offset;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every handler through its channel, everything delivered twice; and what the pages' addresses answer. */
@QuarkusTest
@TestProfile(CountOnceTest.Profile.class)
class CountOnceTest {

    public static final class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("analytics.keep-alive", "3s");
            config.put("analytics.zone-size", "0.05");
            // Not by InMemoryConnector.switchIncomingChannelsToInMemory, which switches the other test classes, too.
            for (String channel :
                    List.of("order_confirmed", "order_rejected", "ride_confirmed", "ride_rejected", "timestamp")) {
                config.put("mp.messaging.incoming." + channel + ".connector", InMemoryConnector.CONNECTOR);
            }
            return config;
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @BeforeEach
    void forget() {
        await().untilAsserted(() -> given().get("/q/health/started").then().statusCode(200));
        execute("""
                TRUNCATE analytics.counted_orders, analytics.sales_by_minute, analytics.sales_by_kind,
                    analytics.counted_rides, analytics.rides_by_zone_and_hour, analytics.rides_by_minute,
                    analytics.ride_totals, analytics.heartbeat, analytics.stuck_orders
                """);
    }

    @Test
    void redeliveredOrdersAreCountedOnceToTheCent() {
        JsonNode before = totals();
        String kind = Events.id();
        var events = List.of(
                Events.confirmed(Events.id(), kind, "0.10"),
                Events.confirmed(Events.id(), kind, "0.20"),
                Events.confirmed(Events.id(), kind, "9999999.99"),
                Events.confirmed(Events.id(), "other-" + kind, "19.99"));

        deliverTwice("order_confirmed", events);

        JsonNode after = totals();
        assertThat(grown(before, after, "total_orders_count")).isEqualByComparingTo("4");
        assertThat(grown(before, after, "total_revenue")).isEqualByComparingTo("10000020.28");
        assertThat(grown(before, after, "orders_today")).isEqualByComparingTo("4");
        assertThat(grown(before, after, "revenue_today")).isEqualByComparingTo("10000020.28");
        assertThat(after.at("/by_kind/" + kind + "/orders").intValue()).isEqualTo(3);
        assertThat(after.at("/by_kind/" + kind + "/revenue").decimalValue()).isEqualTo(new BigDecimal("10000000.29"));
    }

    @Test
    void orderThatIsTwiceInABatchIsCountedOnce() {
        JsonNode before = totals();
        String order = Events.confirmed(Events.id(), "food", "7.00");

        deliverTwice("order_confirmed", List.of(order, order));

        assertThat(grown(before, totals(), "total_revenue")).isEqualByComparingTo("7.00");
    }

    @Test
    void redeliveredRejectionIsCountedOnceAndIsNoRevenue() {
        JsonNode before = totals();
        String kind = Events.id();

        deliverTwice(
                "order_rejected",
                List.of(
                        Events.rejected(Events.id(), kind, "12.00", "card_declined"),
                        Events.rejected(Events.id(), kind, "9999999999.99", "amount_over_limit")));

        JsonNode after = totals();
        assertThat(grown(before, after, "rejected_today")).isEqualByComparingTo("2");
        assertThat(grown(before, after, "total_orders_count")).isZero();
        assertThat(grown(before, after, "total_revenue")).isZero();
        assertThat(after.at("/by_kind/" + kind + "/rejected").intValue()).isEqualTo(2);
    }

    @Test
    void orderOfYesterdayIsNotOfToday() {
        JsonNode before = totals();

        deliverTwice(
                "order_confirmed",
                List.of(Events.confirmed(
                        Events.id(), "food", "5.00", Instant.now().minus(Duration.ofDays(1)))));

        JsonNode after = totals();
        assertThat(grown(before, after, "total_revenue")).isEqualByComparingTo("5.00");
        assertThat(grown(before, after, "revenue_today")).isZero();
    }

    @Test
    void redeliveredRidesAreCountedOnceByZoneAndHour() {
        JsonNode before = totals();
        Instant at = Instant.parse("2025-11-21T04:40:00Z");

        deliverTwice(
                "ride_confirmed",
                List.of(
                        Events.rideConfirmed(Events.id(), "48.21", "16.37", 7, at),
                        Events.rideConfirmed(Events.id(), "48.24", "16.36", 4, at.plusSeconds(60)),
                        Events.rideConfirmed(Events.id(), "-48.21", "16.37", 9, at),
                        Events.rideConfirmed(Events.id(), "48.21", "16.37", 2, at.plusSeconds(3600))));
        deliverTwice("ride_rejected", List.of(Events.rideRejected(Events.id())));

        JsonNode after = totals();
        assertThat(grown(before, after, "total_rides_count")).isEqualByComparingTo("4");
        assertThat(grown(before, after, "rides_today")).isZero();
        given().get("/rides/features.csv")
                .then()
                .statusCode(200)
                .contentType("text/csv;charset=utf-8")
                .body(equalTo("""
                        zone,hour,rides,mean_pickup_minutes
                        "-48.25,16.35",2025-11-21T04:00:00Z,1,9.00
                        "48.20,16.35",2025-11-21T04:00:00Z,2,5.50
                        "48.20,16.35",2025-11-21T05:00:00Z,1,2.00
                        """.replace("\n", "\r\n")));
    }

    @Test
    void repeatedHeartbeatShowsTheFirstTime() {
        String heartbeat = "{\"timestamp\":\"12:00:05\",\"time\":%s}"
                .formatted(Json.epochSeconds(Instant.now().minusMillis(250)));

        deliver("timestamp", List.of(heartbeat));
        JsonNode first = totals().get("heartbeat");
        deliver("timestamp", List.of(heartbeat));
        deliver("timestamp", List.of("{\"timestamp\":\"12:00:00\",\"time\":1763700000.000}"));

        assertThat(first.get("delay_ms").longValue()).isBetween(250L, 5_000L);
        assertThat(first.get("alarm").booleanValue()).isFalse();
        assertThat(totals().get("heartbeat")).isEqualTo(first);
        String metrics = given().get("/q/metrics").asString();
        assertThat(metrics).containsPattern("analytics_heartbeat_delay_seconds(\\{.*})? 0\\.[2-9]");
        assertThat(metrics).containsPattern("analytics_heartbeat_age_seconds(\\{.*})? [0-9]");
    }

    @Test
    void tutorialsHeartbeatIsTimedByItsRecord() {
        deliver("timestamp", List.of("{\"timestamp\":\"12:00:05\"}"));

        var last = totals().at("/heartbeat/last_time").decimalValue();
        assertThat(last).isCloseTo(Json.epochSeconds(Instant.now()), Offset.offset(BigDecimal.TEN));
    }

    @Test
    void newestHeartbeatThatTellsSaysHowManyOrdersAreStuck() {
        assertThat(stuckOrders().isNull()).isTrue();

        deliver("timestamp", List.of(heartbeat(2, 3), heartbeat(1, 4)));
        assertThat(stuckOrders().longValue()).isEqualTo(4);
        deliver("timestamp", List.of("{\"timestamp\":\"12:00:05\"}"));
        assertThat(stuckOrders().longValue()).isEqualTo(4);
        deliver("timestamp", List.of(heartbeat(60, 9)));
        assertThat(stuckOrders().longValue()).isEqualTo(4);
        deliver("timestamp", List.of(heartbeat(0, 0), "{\"timestamp\":\"12:00:05\"}"));
        assertThat(stuckOrders().longValue()).isZero();

        execute("UPDATE analytics.stuck_orders SET received_at = received_at - interval '31 seconds'");
        assertThat(stuckOrders().isNull()).isTrue();
    }

    private static String heartbeat(int secondsAgo, long stuck) {
        return "{\"timestamp\":\"12:00:05\",\"time\":%s,\"stuck_orders\":%d}"
                .formatted(Json.epochSeconds(Instant.now().minusSeconds(secondsAgo)), stuck);
    }

    private static JsonNode stuckOrders() {
        return totals().at("/heartbeat/stuck_orders");
    }

    @Test
    void missingHeartbeatIsAnAlarm() {
        deliver("timestamp", List.of("{\"timestamp\":\"12:00:05\"}"));

        execute("UPDATE analytics.heartbeat SET received_at = received_at - interval '31 seconds'");

        assertThat(totals().at("/heartbeat/alarm").booleanValue()).isTrue();
        execute("DELETE FROM analytics.heartbeat");
        assertThat(totals().at("/heartbeat/alarm").booleanValue()).isTrue();
        assertThat(totals().at("/heartbeat/last_time").isNull()).isTrue();
    }

    @Test
    void openDashboardShowsAnOrderWithinSecondsAndIsAliveOtherwise() {
        try (var page = new OpenDashboard(RestAssured.port)) {
            await().untilAsserted(() -> assertThat(page.events).hasSize(1));
            assertThat(page.headers).anyMatch(header -> header.matches("(?i)content-type: text/event-stream.*"));
            String orderId = Events.id();

            deliver("order_confirmed", List.of(Events.confirmed(orderId, "food", "21.00")));

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(Json.stored(page.last().data())
                                    .at("/latest_orders/0/order_id")
                                    .textValue())
                            .isEqualTo(orderId));
            int known = page.events.size();
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(page.events.size()).isGreaterThan(known));
            for (int i = 1; i < page.events.size(); i++) {
                assertThat(page.events.get(i).receivedNanos()
                                - page.events.get(i - 1).receivedNanos())
                        .isGreaterThan(Duration.ofMillis(500).toNanos());
            }
        }
    }

    @Test
    void manyOpenDashboardsShareOneReadingASecondAndNoneOpenNeedsNone() {
        var pages = new ArrayList<OpenDashboard>();
        double before = readings();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            pages.add(new OpenDashboard(RestAssured.port));
        }
        await().until(() -> System.nanoTime() - start > Duration.ofSeconds(3).toNanos());
        await().until(() -> pages.stream().noneMatch(page -> page.events.isEmpty()));

        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(readings() - before).isBetween(2.0, seconds + 2);

        pages.forEach(OpenDashboard::close);
        var last = new AtomicReference<>(-1.0);
        await().pollInterval(Duration.ofSeconds(2)).until(() -> last.getAndSet(readings()) == readings());
    }

    @Test
    void dashboardHasEverythingThatItsPageShows() {
        String orderId = Events.id();
        deliver("order_rejected", List.of(Events.rejected(orderId, "food", "12.00", "card_declined")));
        deliver("ride_confirmed", List.of(Events.rideConfirmed(Events.id(), "1.01", "2.02", 3, Instant.now())));

        JsonNode dashboard = Json.stored(
                given().get("/dashboard").then().statusCode(200).extract().asString());

        JsonNode latest = dashboard.at("/latest_orders/0");
        assertThat(latest.toString()).startsWith("""
                {"order_id":"%s","kind":"food","status":"rejected","reason":"card_declined","total_cost":12.00,"time":""".formatted(orderId));
        assertThat(dashboard.get("latest_orders").size()).isLessThanOrEqualTo(20);
        JsonNode minute = dashboard.get("minutes").get(dashboard.get("minutes").size() - 1);
        assertThat(minute.get("minute").longValue() % 60).isZero();
        assertThat(minute.get("rejected").longValue()).isPositive();
        assertThat(dashboard.get("rides_by_zone").toString())
                .contains("{\"zone\":\"1.00,2.00\",\"rides\":1,\"rejected\":0,\"mean_pickup_minutes\":3.00}");
        assertThat(dashboard.at("/totals/total_orders_count").isIntegralNumber())
                .isTrue();
        assertThat(dashboard.at("/heartbeat/alarm").isBoolean()).isTrue();
        JsonNode rides = dashboard.get("ride_minutes").get(0);
        assertThat(rides.get("minute").longValue() % 60).isZero();
        assertThat(rides.get("rides").longValue()).isEqualTo(1);
        assertThat(dashboard.at("/totals/by_kind/food/rejected_today").longValue())
                .isEqualTo(1);
        assertThat(dashboard.at("/totals/total_rejected_count").longValue()).isEqualTo(1);
        assertThat(dashboard.at("/totals/total_rejected_rides_count").longValue())
                .isZero();
        assertThat(dashboard.get("storefront_url").textValue()).startsWith("http");
        assertThat(dashboard.get("zone_size").decimalValue()).isEqualByComparingTo("0.05");
        assertThat(dashboard.toString()).doesNotContain("example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/totals/nothing", "/dashboard.php"})
    void unknownAddressIsAProblem(String path) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("status", equalTo(404))
                .body("title", equalTo("Not Found"));
    }

    @Test
    void wrongMethodOrTypeIsAProblem() {
        given().body("{}")
                .contentType("application/json")
                .post("/totals")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("status", equalTo(405));
        given().accept("application/xml")
                .get("/totals")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("title", equalTo("Not Acceptable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/js/dashboard.js", "/js/charts.js", "/dashboard.css", "/icon.svg"})
    void pageIsServedWithAStrictPolicy(String path) {
        var answer = given().get(path).then().statusCode(200).extract();

        assertThat(answer.header("Content-Security-Policy"))
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.asString()).doesNotContain("<style", "onclick", " style=", "https://");
    }

    @Test
    void everythingThatThePageLoadsIsServed() {
        var matcher = Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                .matcher(given().get("/").asString());
        var addresses = matcher.results().map(found -> "/" + found.group(1)).toList();

        assertThat(addresses).anyMatch(address -> address.startsWith("/webjars/"));
        for (String address : addresses) {
            given().get(address).then().statusCode(200).header("X-Content-Type-Options", "nosniff");
        }
    }

    /** Delivers the same records as two batches, one after the other. */
    private void deliverTwice(String channel, List<String> events) {
        deliver(channel, events);
        deliver(channel, events);
    }

    /** Delivers the records as one batch and waits until it is acknowledged. */
    private void deliver(String channel, List<String> events) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (String event : events) {
            records.add(new ConsumerRecord<>(
                    channel,
                    0,
                    records.size(),
                    System.currentTimeMillis(),
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    null,
                    event.getBytes(StandardCharsets.UTF_8),
                    new RecordHeaders(),
                    Optional.empty()));
        }
        var handled = new CompletableFuture<Void>();
        var batch = new ConsumerRecords<>(Map.of(new TopicPartition(channel, 0), records), Map.of());
        channels.source(channel).send(Message.of(batch, () -> {
            handled.complete(null);
            return handled;
        }));
        handled.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static JsonNode totals() {
        return Json.stored(
                given().get("/totals").then().statusCode(200).extract().asString());
    }

    private static BigDecimal grown(JsonNode before, JsonNode after, String field) {
        return after.get(field).decimalValue().subtract(before.get(field).decimalValue());
    }

    private static double readings() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("analytics_dashboard_readings_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void execute(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(5));
    }
}
