package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, on the packaged services. */
@ExtendWith(Stage.Shared.class)
class DashboardIT {

    private static final long FIRST_LOAD_BYTES = 250_000;
    /** A group notices only after its session's time that a killed member is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<String> SAME_EVERYWHERE = List.of(
            "orders_today",
            "revenue_today",
            "rides_today",
            "total_revenue",
            "shares",
            "by_kind",
            "latest_orders",
            "orders-summary",
            "revenue-summary",
            "zones-summary",
            "map",
            "check-stuck",
            "check-letters",
            "letters");

    private final Cluster cluster;
    private final Browser browser;
    private final Service analytics;
    private final Service orders;

    DashboardIT(Stage stage) {
        cluster = stage.cluster;
        browser = stage.browser;
        analytics = cluster.service("analytics");
        orders = cluster.service("orders");
    }

    /** Figures that stand still before a test begins: all that is decided is counted, and something is there to see. */
    @BeforeEach
    void settle() {
        List<String> placed = place("/order", 2);
        place("/ride", 2);
        analytics.awaitReady();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            JsonNode totals = analytics.json("/totals");
            return cluster.books().count("transactions.ledger WHERE order_id IN (" + Books.quoted(placed) + ")") == 2
                    && totals.path("total_orders_count").longValue() == decided()
                    && totals.path("total_rides_count").longValue() > 0;
        });
    }

    @Test
    void fiftyOrdersAreCountedLive() {
        try (Visit visit = open()) {
            long before = ordersToday(visit);
            visit.page.evaluate("window.notReloaded = true");

            place("/order", 50);

            until(visit, () -> number(visit, "orders_today") >= before + 50);
            until(visit, () -> number(visit, "total_orders_count") == decided());
            assertThat(number(visit, "orders_today")).isEqualTo(before + 50);
            assertThat(visit.page.evaluate("window.notReloaded")).isEqualTo(true);
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void killedServiceIsReconnectedToAndThePageSaysSo() {
        try (Visit visit = open()) {
            long before = ordersToday(visit);

            analytics.kill();
            try {
                until(visit, () -> text(visit, "connection").equals("Reconnecting"));
                assertThat(text(visit, "notice")).contains("These figures are of ");
                assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
                place("/order", 5);
            } finally {
                analytics.start();
            }

            until(visit, () -> text(visit, "connection").equals("Live"));
            until(visit, () -> number(visit, "orders_today") == before + 5);
            assertThat(visit.page.locator("#notice").isVisible()).isFalse();
            assertThat(visit.complaints()).allMatch(complaint -> complaint.contains("/dashboard/events"));
        }
    }

    @Test
    void secondReplicaShowsTheSame() {
        Service second = cluster.another("analytics", Map.of());
        second.start();
        try (Visit one = open();
                Visit other = browser.visit(second.awaitReady().at("/"))) {
            place("/order", 20);
            place("/ride", 3);

            until(one, () -> number(one, "total_orders_count") == decided());
            until(other, () -> everything(other).equals(everything(one)));
            assertThat(number(other, "total_orders_count")).isEqualTo(decided());
            assertThat(other.complaints()).isEmpty();
        } finally {
            second.stop();
        }
    }

    @Test
    void deadLetterIsWaiting() {
        try (Visit visit = open()) {
            until(visit, () -> !value(visit, "letters").equals("–"));
            int before = Integer.parseInt(value(visit, "letters"));

            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", cluster.broker.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(
                        new ProducerRecord<>("order_details", UUID.randomUUID().toString(), "no json"));
            }

            until(visit, () -> value(visit, "letters").equals(Integer.toString(before + 1)));
            assertThat(text(visit, "letters")).contains("order_details_dlq");
            assertThat(visit.page.locator("#check-letters").getAttribute("data-state"))
                    .isEqualTo("bad");
            assertThat(value(visit, "stuck")).isEqualTo("0");
            assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        }
    }

    @Test
    void orderIsFollowedToItsJourneyByItsId() {
        String id = place("/order", 1).get(0);
        String journey = orders.at("/#/order/" + id).toString();
        try (Visit visit = open()) {
            until(
                    visit,
                    () -> visit.page
                                    .locator("#latest_orders a[href='" + journey + "']")
                                    .count()
                            == 1);

            visit.page.fill("#follow-id", "no id");
            visit.page.press("#follow-id", "Enter");
            assertThat(text(visit, "follow-error")).contains("64 letters");
            assertThat(visit.page.locator("#follow-id").getAttribute("aria-invalid"))
                    .isEqualTo("true");
            assertThat(visit.complaints()).isEmpty();
            visit.page.fill("#follow-id", " " + id + " ");
            visit.page.press("#follow-id", "Enter");

            visit.page.waitForURL(journey);
        }
    }

    /** A browser has six connections to a server that speaks HTTP/1.1. */
    @Test
    void seventhPageOfABrowserIsLiveToo() {
        try (Visit first = open()) {
            for (int page = 2; page <= 7; page++) {
                Visit next = first.another();
                until(next, () -> text(next, "connection").equals("Live"));
                assertThat(number(next, "total_orders_count")).isPositive();
                assertThat(next.complaints()).isEmpty();
            }
        }
    }

    @Test
    void whereSiteDataAreBlockedAPageHasAStreamOfItsOwn(@TempDir Path profile) {
        try (Visit visit = browser.visitWithoutSiteData(analytics.at("/"), profile)) {
            until(visit, () -> text(visit, "connection").equals("Live"));
            assertThat(number(visit, "total_orders_count")).isPositive();
        }
    }

    /** As Firefox does there. */
    @Test
    void whereNoSharedWorkerCanBeHadAPageHasAStreamOfItsOwn() {
        try (Visit visit = open()) {
            visit.page.addInitScript(
                    "SharedWorker = class { constructor() { throw new DOMException('', 'SecurityError'); } }");
            visit.page.reload();

            until(visit, () -> text(visit, "connection").equals("Live"));
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void axeFindsNothingInEitherTheme() {
        try (Visit visit = open()) {
            visit.page.locator("summary").all().forEach(table -> table.click());

            assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
            visit.page.click("#theme");
            assertThat(visit.page.locator("#theme").textContent()).isEqualTo("Theme: light");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void firstLoadIsSmallAndQuiet() {
        try (Visit visit = open()) {
            long firstFigures = analytics.get("/dashboard").length();

            assertThat(visit.bytesLoaded() + firstFigures).isBetween(50_000L, FIRST_LOAD_BYTES);
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void nothingIsWiderThanTheWindow() {
        try (Visit visit = browser.visit(analytics.at("/"), ColorScheme.DARK, 360, 900)) {
            until(visit, () -> text(visit, "connection").equals("Live"));
            until(visit, () -> visit.page.locator("#map tbody td").count() > 0);

            for (int width : new int[] {360, 390, 768, 1440, 2560, 360}) {
                visit.page.setViewportSize(width, 900);
                // Charts are drawn anew in the next frame.
                until(visit, () -> !visit.scrollsSideways());
            }
        }
    }

    private Visit open() {
        Visit visit = browser.visit(analytics.awaitReady().at("/"));
        until(visit, () -> text(visit, "connection").equals("Live"));
        return visit;
    }

    /** Awaitility would ask on a thread of its own, where Playwright does not answer. */
    private static void until(Visit visit, BooleanSupplier condition) {
        visit.page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(PATIENCE.toMillis()));
    }

    private static String text(Visit visit, String id) {
        return visit.page.locator("#" + id).textContent();
    }

    /** Of all that is decided: what a page shows at first may be another page's reading, which is a second old. */
    private long ordersToday(Visit visit) {
        until(visit, () -> number(visit, "total_orders_count") == decided());
        return number(visit, "orders_today");
    }

    private static long number(Visit visit, String id) {
        String digits = text(visit, id).replace(",", "");
        return digits.equals("–") ? -1 : Long.parseLong(digits);
    }

    private static String value(Visit visit, String check) {
        return visit.page.locator("#check-" + check + " .value").textContent();
    }

    private static List<String> everything(Visit visit) {
        return SAME_EVERYWHERE.stream().map(id -> text(visit, id)).toList();
    }

    private long decided() {
        return cluster.books().count("transactions.ledger WHERE status = 'confirmed'");
    }

    private List<String> place(String address, int howMany) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .limit(howMany)
                .peek(id -> post(address, """
                        {"order_id":"%1$s","user_id":"u","user_email":"u@example.com","payment_token":"tok_visa",
                         "order_details":{"kind":"food","items":[{"sku":"a","unit_price":4.55}]},
                         "id":"%1$s","customer_id":"u","location":{"lat":48.2,"long":16.37}}""".formatted(id)))
                .toList();
    }

    private void post(String address, String body) {
        try {
            assertThat(orders.send("POST", address, body).statusCode()).isEqualTo(202);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
