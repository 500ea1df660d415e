package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static ordermill.analytics.Decided.newId;
import static ordermill.analytics.Decided.rejectedRide;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Migrations;
import ordermill.testing.Health;
import ordermill.testing.Polls;

/** Names that strangers invent make no sum longer, and a day is the configured time zone's. */
@QuarkusTest
@TestProfile(SumsStayShortTest.Few.class)
class SumsStayShortTest {

    /** The day that is the furthest ahead of UTC's. */
    private static final ZoneId ZONE = ZoneId.of("Pacific/Kiritimati");

    private static final String RIDES_OF_ALL_ZONES =
            "SELECT coalesce(sum(rides), 0)::bigint FROM analytics.rides_by_zone_and_hour";

    public static final class Few extends OnChannels {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("analytics.kinds-limit", "4");
            config.put("analytics.zones-limit", "2");
            config.put("analytics.time-zone", ZONE.getId());
            return config;
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @Inject
    @Any
    Migrations.Next remakeDays;

    @BeforeEach
    void tablesAreThere() {
        Health.startBecomes(200);
    }

    @Test
    void kindsBeyondTheLimitAreCountedAsOtherAndKeptAsTheyAre() {
        Totals before = Totals.now();
        Decided[] orders = Stream.generate(() -> confirmedOrder().kind(newId()).costing("1.00"))
                .limit(100)
                .toArray(Decided[]::new);

        deliver(orders);
        deliver(orders);
        deliver(
                confirmedOrder().kind("furniture"),
                confirmedOrder().kind("other").costing("1.00"));

        Totals after = Totals.now();
        assertThat(before.grown("total_orders_count")).isEqualByComparingTo("102");
        assertThat(after.at("/by_kind/other/orders").intValue()).isEqualTo(99);
        assertThat(after.at("/by_kind/other/revenue_today").decimalValue()).isEqualByComparingTo("99.00");
        assertThat(after.at("/by_kind/furniture/orders").intValue()).isEqualTo(1);
        // Two are kept for food and furniture.
        assertThat(number("SELECT count(*) FROM analytics.sales_by_kind WHERE kind LIKE 't-%'"))
                .isEqualTo(2);
        assertThat(number("SELECT count(DISTINCT kind) FROM analytics.sales_by_minute"))
                .isLessThanOrEqualTo(5);
        assertThat(number("SELECT count(DISTINCT kind) FROM analytics.counted_orders"))
                .isGreaterThanOrEqualTo(100);
    }

    @Test
    void zonesBeyondTheLimitAreCountedAsOtherAndAreNoFeatures() {
        long before = number(RIDES_OF_ALL_ZONES);

        for (int i = 0; i < 20; i++) {
            deliver(
                    confirmedRide().place("48." + (10 + i), "16.00"),
                    confirmedRide().place("10", "" + i));
        }

        assertThat(number("SELECT count(DISTINCT zone) FROM analytics.rides_by_zone_and_hour"))
                .isLessThanOrEqualTo(3);
        assertThat(number(RIDES_OF_ALL_ZONES)).isEqualTo(before + 40);
        assertThat(given().get("/rides/features.csv").asString()).doesNotContain("other");
    }

    @Test
    void dayIsThatOfTheTimeZone() {
        Totals before = Totals.now();
        Instant midnight = LocalDate.now(ZONE).atStartOfDay(ZONE).toInstant();

        deliver(
                confirmedOrder().costing("1.00").at(midnight.minusMillis(1)),
                confirmedOrder().costing("2.00").at(midnight),
                confirmedOrder()
                        .costing("4.00")
                        .at(midnight.plus(Duration.ofDays(1)).minusMillis(1)),
                confirmedOrder().costing("8.00").at(midnight.plus(Duration.ofDays(1))));
        deliver(rejectedRide().at(midnight.minusMillis(1)), rejectedRide().at(midnight));

        assertThat(before.grown("total_revenue")).isEqualByComparingTo("15.00");
        assertThat(before.grown("revenue_today")).isEqualByComparingTo("6.00");
        assertThat(before.grown("rejected_rides_today")).isEqualByComparingTo("1");
    }

    @Test
    void todayIsMadeAnewOfTheMinutesWhenTheTimeZoneHasChanged() {
        deliver(
                confirmedOrder().kind("food").costing("3.00"),
                confirmedOrder().kind("food").costing("5.00").at(Instant.now().plus(Duration.ofDays(1))));
        deliver(confirmedRide());
        Totals right = Totals.now();
        String days = days();
        pool.query("UPDATE analytics.sales_by_day SET orders = orders + 7, revenue = 0, rejected = 9")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(5));
        pool.query("UPDATE analytics.rides_by_day SET day = day - 1")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(5));

        remakeDays.run().await().atMost(Duration.ofSeconds(10));

        Totals again = Totals.now();
        for (String field : new String[] {"orders_today", "revenue_today", "rides_today", "rejected_rides_today"}) {
            assertThat(again.number(field)).as(field).isEqualByComparingTo(right.number(field));
        }
        assertThat(again.at("/by_kind")).isEqualTo(right.at("/by_kind"));
        assertThat(days()).isEqualTo(days);
    }

    @Test
    void nameThatLosesItsPlaceKeepsWhatWasCountedUnderIt() {
        deliver(confirmedOrder().kind("food").costing("3.00"));
        String days = days();
        run("DELETE FROM analytics.own_sums WHERE name = 'food'");

        remakeDays.run().await().atMost(Duration.ofSeconds(10));

        assertThat(days()).isEqualTo(days);
        run("INSERT INTO analytics.own_sums (what, name) VALUES ('kind', 'food')");
    }

    private void run(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofSeconds(5));
    }

    private String days() {
        var days = new StringBuilder();
        for (Row row : pool.preparedQuery("""
                        SELECT day::text, kind, orders, revenue, rejected FROM analytics.sales_by_day
                        WHERE day >= (now() AT TIME ZONE 'Pacific/Kiritimati')::date ORDER BY day, kind
                        """).execute().await().atMost(Duration.ofSeconds(5))) {
            days.append(row.deepToString()).append('\n');
        }
        return days.toString();
    }

    private void deliver(Decided... decided) {
        @SuppressWarnings("unchecked")
        ConsumerRecord<byte[], byte[]>[] poll =
                Arrays.stream(decided).map(Decided::polled).toArray(ConsumerRecord[]::new);
        new Polls(channels).deliver(decided[0].topic(), poll);
    }

    private long number(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(5))
                .iterator()
                .next()
                .getLong(0);
    }
}
