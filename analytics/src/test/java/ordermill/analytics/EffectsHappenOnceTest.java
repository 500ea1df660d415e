package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static ordermill.analytics.Decided.newId;
import static ordermill.analytics.Decided.rejectedOrder;
import static ordermill.analytics.Decided.rejectedRide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.Polls;

/** Promise 2: whatever is delivered again is counted once. Everything here comes twice. */
@QuarkusTest
@TestProfile(OnChannels.class)
class EffectsHappenOnceTest {

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @BeforeEach
    void tablesAreThere() {
        Health.startBecomes(200);
    }

    @Test
    void redeliveredOrdersAreCountedOnceToTheCent() {
        Totals before = Totals.now();
        String kind = newId();

        deliverTwice(
                confirmedOrder().kind(kind).costing("0.10"),
                confirmedOrder().kind(kind).costing("0.20"),
                confirmedOrder().kind(kind).costing("9999999.99"),
                confirmedOrder().kind("other-" + kind).costing("19.99"));

        assertThat(before.grown("total_orders_count")).isEqualByComparingTo("4");
        assertThat(before.grown("total_revenue")).isEqualByComparingTo("10000020.28");
        assertThat(before.grown("orders_today")).isEqualByComparingTo("4");
        assertThat(before.grown("revenue_today")).isEqualByComparingTo("10000020.28");
        Totals after = Totals.now();
        assertThat(after.at("/by_kind/" + kind + "/orders").intValue()).isEqualTo(3);
        assertThat(after.at("/by_kind/" + kind + "/revenue").decimalValue()).isEqualTo(new BigDecimal("10000000.29"));
        assertThat(after.at("/by_kind/" + kind + "/revenue_today").decimalValue())
                .isEqualTo(new BigDecimal("10000000.29"));
    }

    @Test
    void orderThatIsTwiceInAPollIsCountedOnce() {
        Totals before = Totals.now();
        Decided order = confirmedOrder().costing("7.00");

        deliverTwice(order, order);

        assertThat(before.grown("total_revenue")).isEqualByComparingTo("7.00");
    }

    @Test
    void redeliveredRejectionIsCountedOnceAndIsNoRevenue() {
        Totals before = Totals.now();
        String kind = newId();

        deliverTwice(
                rejectedOrder().kind(kind).costing("12.00"),
                rejectedOrder().kind(kind).costing("1e25"));

        assertThat(before.grown("rejected_today")).isEqualByComparingTo("2");
        assertThat(before.grown("total_orders_count")).isZero();
        assertThat(before.grown("total_revenue")).isZero();
        assertThat(Totals.now().at("/by_kind/" + kind + "/rejected").intValue()).isEqualTo(2);
    }

    @Test
    void largestOrderThatCanBeReadIsCounted() {
        Totals before = Totals.now();

        deliverTwice(
                confirmedOrder().kind(newId()).costing("1e25"), confirmedOrder().costing("9999999999.99"));

        assertThat(before.grown("total_revenue")).isEqualByComparingTo("10000000000000009999999999.99");
    }

    @Test
    void orderOfYesterdayIsNotOfToday() {
        Totals before = Totals.now();

        deliverTwice(confirmedOrder().costing("5.00").at(Instant.now().minus(Duration.ofDays(1))));

        assertThat(before.grown("total_revenue")).isEqualByComparingTo("5.00");
        assertThat(before.grown("revenue_today")).isZero();
    }

    @Test
    void redeliveredRidesAreCountedOnceByZoneAndHour() {
        execute("TRUNCATE analytics.rides_by_zone_and_hour");
        Totals before = Totals.now();
        Instant at = Instant.parse("2025-11-21T04:40:00Z");

        deliverTwice(
                confirmedRide().place("48.21", "16.37").pickedUpAfter("7mins").at(at),
                confirmedRide().place("48.24", "16.36").pickedUpAfter("4mins").at(at.plusSeconds(60)),
                confirmedRide().place("-48.21", "16.37").pickedUpAfter("9mins").at(at),
                confirmedRide().place("48.21", "16.37").pickedUpAfter("2mins").at(at.plusSeconds(3600)));
        deliverTwice(rejectedRide());

        assertThat(before.grown("total_rides_count")).isEqualByComparingTo("4");
        assertThat(before.grown("total_rejected_rides_count")).isEqualByComparingTo("1");
        assertThat(before.grown("rides_today")).isZero();
        assertThat(before.grown("rejected_rides_today")).isEqualByComparingTo("1");
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
    void sumsAreThoseOfTheRows() {
        deliverTwice(confirmedOrder(), confirmedOrder().kind("furniture"));
        deliverTwice(rejectedOrder());

        assertThat(count("""
                SELECT count(*) FROM (
                    SELECT counted_as, count(*) FILTER (WHERE status = 'confirmed'),
                           coalesce(sum(total_cost) FILTER (WHERE status = 'confirmed'), 0),
                           count(*) FILTER (WHERE status = 'rejected')
                    FROM analytics.counted_orders GROUP BY counted_as
                    EXCEPT SELECT kind, orders, revenue, rejected FROM analytics.sales_by_kind) AS different
                """)).isZero();
        assertThat(count("""
                SELECT count(*) FROM (
                    SELECT day, counted_as, count(*) FILTER (WHERE status = 'confirmed'),
                           coalesce(sum(total_cost) FILTER (WHERE status = 'confirmed'), 0),
                           count(*) FILTER (WHERE status = 'rejected')
                    FROM analytics.counted_orders GROUP BY day, counted_as
                    EXCEPT SELECT day, kind, orders, revenue, rejected FROM analytics.sales_by_day) AS different
                """)).isZero();
    }

    private void deliverTwice(Decided... decided) {
        @SuppressWarnings("unchecked")
        ConsumerRecord<byte[], byte[]>[] poll =
                Arrays.stream(decided).map(Decided::polled).toArray(ConsumerRecord[]::new);
        new Polls(channels).deliverTwice(decided[0].topic(), poll);
    }

    private long count(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(5))
                .iterator()
                .next()
                .getLong(0);
    }

    private void execute(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(5));
    }
}
