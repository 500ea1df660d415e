package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import com.microsoft.playwright.Route.FulfillOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The storefront in browsers that remember nothing, no more, or nonsense. */
@ExtendWith(Stage.Shared.class)
class MemoryIT {

    private static final String MAILED = "#journey[data-status=email_sent]";

    /** Fills the storage to its last byte. */
    private static final String FILL = """
            () => {
                for (let size = 1 << 22, n = 0; size >= 1;) {
                    try {
                        localStorage.setItem(`filled${n++}`, "x".repeat(size));
                    } catch {
                        size >>= 1;
                    }
                }
            }""";

    /** Puts it in every place that the page reads. */
    private static final String STORE = """
            (value) => {
                localStorage.clear();
                for (const name of ["cart", "customer", "place", "waiting", "mine", "theme"]) {
                    localStorage.setItem(`ordermill.${name}`, value);
                }
            }""";

    private static final List<String> NONSENSE = List.of(
            "",
            "null",
            "true",
            "1e300",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "[{}]",
            "{\"__proto__\":1,\"constructor\":2,\"burger\":1}",
            "{\"burger\":1e300,\"pizza\":-1,\"ramen\":{},\"chair\":null,\"lamp\":1000}",
            "{\"name\":{},\"email\":7,\"card\":\"gold\"}",
            "{\"row\":10,\"column\":-1}",
            "{\"row\":1e300,\"column\":\"4\"}",
            "{\"row\":{},\"column\":[]}",
            request("\"cents\":1,\"time\":1e300"),
            request("\"cents\":1,\"time\":1,\"status\":\"rejected\",\"reason\":1"),
            request("\"cents\":1,\"time\":1,\"status\":{},\"reason\":[]"),
            request("\"cents\":1e300,\"time\":1,\"lines\":[{}]"),
            request("\"cents\":1,\"time\":1,\"lines\":[null]"),
            request("\"cents\":1,\"time\":1,\"kind\":{}"),
            request("\"cents\":1,\"time\":1,\"kind\":\"ride\""),
            request(
                    "\"cents\":1,\"time\":1,\"lines\":[{\"sku\":\"constructor\",\"name\":\"c\",\"quantity\":1,\"cents\":1}]"),
            request("\"flow\":\"ride\",\"kind\":\"ride\",\"time\":1,\"at\":{\"lat\":1e300,\"long\":{}}"),
            "[" + "[".repeat(100_000));

    private final Cluster cluster;
    private final Browser browser;

    MemoryIT(Stage stage) {
        cluster = stage.cluster;
        browser = stage.browser;
    }

    @Test
    void whereStorageIsForbiddenAnOrderLivesInThePageAndSaysSo(@TempDir Path profile) {
        try (Visit visit =
                browser.visitWithoutSiteData(cluster.service("orders").at("/"), profile)) {
            assertThat(visit.page.evaluate(
                            "() => { try { return typeof localStorage; } catch (e) { return e.name; } }"))
                    .isEqualTo("SecurityError");

            orderIsSentOnceTheShopAnswersAgain(visit);
        }
    }

    @Test
    void whereStorageIsFullAnOrderLivesInThePageAndSaysSo() {
        try (Visit visit = open()) {
            visit.page.evaluate(FILL);

            orderIsSentOnceTheShopAnswersAgain(visit);
        }
    }

    @Test
    void whatIsStoredIsNoMatterOfThePagesLife() {
        try (Visit visit = open()) {
            for (String nonsense : NONSENSE) {
                visit.page.evaluate(STORE, nonsense);

                visit.page.reload();

                theShopIsOpen(visit, nonsense.substring(0, Math.min(120, nonsense.length())));
            }
            visit.page.evaluate("localStorage.clear()");
            visit.page.reload();
            visit.page.click("[aria-label='Add Burger to the cart']");
            visit.page.click("text=Place food order");
            visit.page.waitForSelector(MAILED);
        }
    }

    @Test
    void partThatCannotStartLeavesTheOthersAtWork() {
        try (Visit visit = open()) {
            visit.page.route(
                    "**/js/taxi.js",
                    answer -> answer.fulfill(new FulfillOptions()
                            .setContentType("text/javascript")
                            .setBody("export const start = () => { throw new Error('broken'); };"
                                    + " export const inWords = () => '';")));
            visit.page.reload();

            visit.page.click("[aria-label='Add Burger to the cart']");
            visit.page.click("text=Place food order");
            visit.page.waitForSelector(MAILED);
            assertThat(visit.complaints()).anyMatch(complaint -> complaint.contains("broken"));
        }
    }

    private static void orderIsSentOnceTheShopAnswersAgain(Visit visit) {
        visit.page.waitForSelector(".product");
        visit.page.route("**/order", answer -> answer.fulfill(new FulfillOptions().setStatus(503)));
        visit.page.click("[aria-label='Add Burger to the cart']");
        assertThat(text(visit, ".bag")).contains("Burger");
        visit.page.click("text=Place food order");

        visit.page.waitForSelector("#notice:not([hidden])");
        assertThat(text(visit, "#notice"))
                .contains("Kafka is away.", "Keep this page open")
                .doesNotContain("safe");
        // In vain, since the shop is still away.
        visit.page.click("#retry-now");
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        visit.page.unroute("**/order");
        // Not a click, which waits for the button: the page may just have tried by itself, and hidden it with success.
        visit.page.dispatchEvent("#retry-now", "click");

        visit.page.waitForSelector(MAILED);
        visit.page.click("[data-route=mine]");
        visit.page.waitForSelector("#orders .pill[data-status=email_sent]");
    }

    private static void theShopIsOpen(Visit visit, String stored) {
        visit.page.waitForSelector(".product");
        visit.page.waitForSelector("#cells [aria-selected=true]");
        visit.page.click("[data-route=mine]");
        visit.page.waitForSelector("#mine:not([hidden])");
        visit.page.waitForSelector("#follow-1");
        visit.page.click("[data-route=shop]");
        visit.page.waitForSelector("#cart-title");
        assertThat(visit.page.isChecked("[value=tok_visa]")).as(stored).isTrue();
        assertThat(text(visit, "#theme-name")).as(stored).isIn("auto", "light", "dark");
        assertThat(visit.page.locator("#cart-lines > *").count()).as(stored).isPositive();
        assertThat(visit.complaints()).as(stored).noneMatch(complaint -> complaint.startsWith("exception"));
        visit.forgetComplaints();
    }

    private Visit open() {
        return browser.visit(cluster.service("orders").at("/"));
    }

    /** One of a list of requests, with some of its fields. */
    private static String request(String fields) {
        return "[{\"flow\":\"order\",\"id\":\"x\",\"kind\":\"food\",\"lines\":[],\"body\":{\"order_id\":\"x\"},%s}]"
                .formatted(fields);
    }

    private static String text(Visit visit, String selector) {
        return visit.page.locator(selector).first().innerText();
    }
}
