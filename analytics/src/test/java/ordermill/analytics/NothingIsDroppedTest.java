package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static ordermill.analytics.Decided.rejectedOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.util.List;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.Servers;

/** Promise 3: what comes during an outage is counted when it is over, and nothing of it is a dead letter. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class NothingIsDroppedTest extends OnRealServers {

    @Test
    void ordersThatComeWhileTheDatabaseIsAwayAreCountedOnceWhenItIsBack() {
        Totals before = Totals.now();
        int deadLetters = topics.all("order_rejected_dlq").size();
        try (var page = new OpenDashboard(RestAssured.port)) {
            await().untilAsserted(() -> assertThat(page.last().name()).isEqualTo("message"));

            servers.stopDatabase();
            topics.send(Stream.generate(() -> Stream.of(
                            confirmedOrder().costing("0.10").sent(),
                            rejectedOrder().sent(),
                            confirmedRide().sent()))
                    .limit(50)
                    .flatMap(some -> some)
                    .toList());
            Health.readinessBecomes(503);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(page.last().name()).isEqualTo("outage"));
            for (String path : List.of("/totals", "/dashboard", "/rides/features.csv")) {
                given().get(path)
                        .then()
                        .statusCode(503)
                        .contentType("application/problem+json")
                        .header("Retry-After", notNullValue())
                        .body("title", equalTo("Service Unavailable"));
            }
            assertThat(Health.isAlive()).isTrue();
            servers.startDatabase();

            Health.readinessBecomes(200);
            before.untilGrown("total_orders_count", 50);
            before.untilGrown("rejected_today", 50);
            before.untilGrown("total_rides_count", 50);
            assertThat(before.grown("total_revenue")).isEqualByComparingTo("5.00");
            assertThat(topics.all("order_rejected_dlq")).hasSize(deadLetters);
            assertThat(topics.all("order_confirmed_dlq")).isEmpty();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(page.last().name()).isEqualTo("message");
                assertThat(Totals.read(page.last().data()).at("/totals/total_orders_count"))
                        .isEqualTo(Totals.now().at("/total_orders_count"));
            });
        }
    }

    @Test
    void ordersAreCountedAgainWhenTheBrokerIsBack() {
        Totals before = Totals.now();

        servers.stopBroker();
        Health.readinessBecomes(503);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Totals.now().at("/dead_letters").isNull()).isTrue());
        assertThat(before.grown("total_orders_count")).isZero();
        assertThat(Totals.fresh("/dashboard").at("/dead_letters").isNull()).isTrue();
        assertThat(NothingBlocksTest.metric("analytics_dead_letters_waiting", ""))
                .isNaN();
        servers.startBroker();

        Health.readinessBecomes(200);
        topics.send(confirmedOrder().costing("1.00").sent());
        before.untilGrown("total_orders_count", 1);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Totals.now().at("/dead_letters").isNull()).isFalse());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(published("all").get("total_orders_count"))
                        .isEqualTo(Totals.now().at("/total_orders_count")));
    }
}
