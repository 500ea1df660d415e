package ordermill.analytics;

import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;
import ordermill.testing.contract.Contract;

/** What was counted is published, as its contract says. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class PublishTotalsTest extends OnRealServers {

    private static final Contract CONTRACT = Contract.of("analytics", "analytics_result");

    @Test
    void ordersAreCountedToTheCentAndTheTotalsPublished() {
        Totals before = Totals.now();
        String kind = newId();
        var costs = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> BigDecimal.valueOf(i * 37 % 9973, 2))
                .toList();
        BigDecimal revenue = costs.stream().reduce(BigDecimal.ZERO, BigDecimal::add);

        topics.send(costs.stream()
                .map(cost -> confirmedOrder()
                        .kind(kind)
                        .costing(cost.toPlainString())
                        .sent())
                .toList());

        before.untilGrown("total_orders_count", 1000);
        Totals after = Totals.now();
        assertThat(before.grown("total_revenue")).isEqualByComparingTo(revenue);
        assertThat(after.at("/by_kind/" + kind + "/revenue").decimalValue()).isEqualByComparingTo(revenue);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(published("all").get("total_orders_count")).isEqualTo(after.at("/total_orders_count"));
            assertThat(published("all").get("total_revenue")).isEqualTo(after.at("/total_revenue"));
            assertThat(published(kind).path("total_orders_count").intValue()).isEqualTo(1000);
        });
        assertThat(published(kind).get("kind").textValue()).isEqualTo(kind);
        assertThat(published(kind).get("total_revenue").decimalValue()).isEqualByComparingTo(revenue);
        assertThat(topics.all("analytics_result"))
                .allSatisfy(record ->
                        assertThat(CONTRACT.published().why(record.value())).isEmpty());
        assertThat(CONTRACT.published().why(CONTRACT.example())).isEmpty();
    }

    @Test
    void kindThatCallsItselfAllDoesNotTakeThePlaceOfTheTotals() {
        Totals before = Totals.now();
        topics.send(confirmedOrder().kind("all").costing("3.00").sent());

        before.untilGrown("total_orders_count", 1);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(published("all").get("total_revenue"))
                        .isEqualTo(Totals.now().at("/total_revenue")));
        assertThat(topics.read("analytics_result", "all"))
                .noneMatch(record ->
                        Totals.read(ordermill.testing.Topics.value(record)).has("kind"));
    }
}
