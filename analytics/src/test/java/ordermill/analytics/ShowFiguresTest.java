package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Health;
import ordermill.testing.Polls;

/** What the pages' addresses answer. */
@QuarkusTest
@TestProfile(OnChannels.class)
class ShowFiguresTest {

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @BeforeEach
    void forget() {
        Health.startBecomes(200);
        pool.query("""
                TRUNCATE analytics.counted_orders, analytics.sales_by_minute, analytics.sales_by_kind,
                    analytics.sales_by_day, analytics.counted_rides, analytics.rides_by_zone_and_hour,
                    analytics.rides_by_minute, analytics.rides_by_day, analytics.ride_totals, analytics.heartbeat,
                    analytics.stuck_orders
                """).execute().await().atMost(Duration.ofSeconds(5));
    }

    @Test
    void openDashboardShowsAnOrderWithinSecondsAndIsAliveOtherwise() {
        try (var page = new OpenDashboard(RestAssured.port)) {
            await().untilAsserted(() -> assertThat(page.events).hasSize(1));
            assertThat(page.headers).anyMatch(header -> header.matches("(?i)content-type: text/event-stream.*"));
            Decided order = Decided.confirmedOrder();

            deliver(order);

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(Totals.read(page.last().data())
                                    .at("/latest_orders/0/order_id")
                                    .textValue())
                            .isEqualTo(order.id()));
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
    void dashboardHasEverythingThatItsPageShows() {
        Decided order = Decided.rejectedOrder().costing("12.00");
        deliver(order);
        deliver(Decided.confirmedRide().place("1.01", "2.02").pickedUpAfter("3mins"));

        JsonNode dashboard = Totals.fresh("/dashboard");

        JsonNode latest = dashboard.at("/latest_orders/0");
        assertThat(latest.toString()).startsWith("""
                {"order_id":"%s","kind":"food","status":"rejected","reason":"card_declined","total_cost":12.00,"time":""".formatted(order.id()));
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
    @ValueSource(
            strings = {
                "/",
                "/js/dashboard.js",
                "/js/charts.js",
                "/js/listen.js",
                "/js/stream.js",
                "/dashboard.css",
                "/icon.svg"
            })
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

    private void deliver(Decided decided) {
        new Polls(channels).deliver(decided.topic(), decided.polled());
    }
}
