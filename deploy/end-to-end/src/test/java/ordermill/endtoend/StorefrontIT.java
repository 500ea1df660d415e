package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A customer at the storefront, in a browser of their own. */
@ExtendWith(Stage.Shared.class)
class StorefrontIT {

    private static final String MAILED = "#journey[data-status=email_sent]";
    private static final int FIRST_LOAD = 250_000;

    private final Cluster cluster;
    private final Browser browser;
    private final Books books;
    private Visit visit;

    StorefrontIT(Stage stage) {
        cluster = stage.cluster;
        browser = stage.browser;
        books = cluster.books();
    }

    @BeforeEach
    void enterTheShop() {
        visit = browser.visit(cluster.service("orders").at("/"));
        visit.page.waitForSelector(".product");
    }

    @AfterEach
    void leave() {
        visit.close();
    }

    @Test
    void foodOrderIsFollowedFromTheClickToTheMail() {
        click("[aria-label='Add Burger to the cart']");
        click("#food [aria-label='More Burger']");
        click("[aria-label='Add Ramen to the cart']");
        assertThat(text(".bag .total")).contains("20.90");
        click("text=Place food order");

        visit.page.waitForSelector(MAILED);
        assertThat(visit.page.title()).isEqualTo("Order confirmed · Ordermill");
        assertThat(visit.page.locator(".step").allInnerTexts())
                .satisfiesExactly(
                        placed -> assertThat(placed).containsPattern(step("Placed", "order_details")),
                        decided -> assertThat(decided).containsPattern(step("Decided", "order_confirmed")),
                        mailed -> assertThat(mailed).containsPattern(step("E-mailed", "order_email_sent")));
        assertThat(books.count("transactions.ledger WHERE total_cost = 20.90 AND order_id = '" + id() + "'"))
                .isEqualTo(1);
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void furnitureOrderIsAmongMyOrdersAfterAReload() {
        click("[aria-label='Add Lamp to the cart']");
        click("text=Place furniture order");
        visit.page.waitForSelector(MAILED);
        String id = id();

        click("text=My orders");
        visit.page.reload();

        visit.page.waitForSelector("#orders .pill[data-status=email_sent]");
        assertThat(text("#orders li")).contains("1 × Lamp", "34.95");
        assertThat(visit.page.locator("#orders a").getAttribute("href")).isEqualTo("#/order/" + id);
        assertThat(books.count("transactions.ledger WHERE event::json->'order_details'->>'kind' = 'furniture'"
                        + " AND status = 'confirmed' AND order_id = '" + id + "'"))
                .isEqualTo(1);
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void taxiComesToThePlaceChosenWithTheArrowKeys() {
        visit.page.focus("#cells [tabindex='0']");
        visit.page.keyboard().press("ArrowDown");
        visit.page.keyboard().press("ArrowRight");
        visit.page.keyboard().press("ArrowRight");
        assertThat(text("#place")).isEqualTo("48.195° north, 16.365° east");
        click("#call-taxi");

        visit.page.waitForSelector(MAILED);
        assertThat(visit.page.locator(".step dd:first-of-type").allInnerTexts())
                .contains("ride_details", "ride_confirmed", "ride_email_sent");
        assertThat(books.count("transactions.rides WHERE status = 'confirmed' AND id = '" + id()
                        + "' AND event::json->'location'->>'lat' = '48.195'"
                        + " AND event::json->'location'->>'long' = '16.365'"))
                .isEqualTo(1);
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void declinedCardSaysWhyAndTheOtherCardIsOneClickAway() {
        click("[aria-label='Add Chair to the cart']");
        visit.page.check("[value=tok_declined]");
        click("text=Place furniture order");

        visit.page.waitForSelector("#journey[data-status=rejected]");
        assertThat(text("#journey")).contains("The card was declined. Nothing was charged.", "card_declined");
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        click("#journey-actions button");
        visit.page.waitForSelector(".bag");
        assertThat(visit.page.isChecked("[value=tok_visa]")).isTrue();
        assertThat(text(".bag")).contains("Chair", "59.00");
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void cartOutlivesKafkaAndAReloadAndIsOrderedOnce() {
        click("[aria-label='Add Pizza to the cart']");
        visit.page.fill("#name", "patient");
        cluster.broker.kill();
        click("text=Place food order");

        visit.page.waitForSelector("#notice:not([hidden])");
        assertThat(text("#notice")).contains("Kafka is away.", "Your cart is safe", "trying");
        assertThat(text(".bag")).contains("Pizza", "8.20");
        String id = waiting();
        visit.page.reload();
        visit.page.waitForSelector("#notice:not([hidden])");
        assertThat(waiting()).isEqualTo(id);
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        cluster.broker.start();

        visit.page.locator(MAILED).waitFor(new com.microsoft.playwright.Locator.WaitForOptions().setTimeout(60_000));
        assertThat(id()).isEqualTo(id);
        assertThat(visit.page.evaluate("localStorage['ordermill.cart']")).isEqualTo("{\"pizza\":0}");
        assertThat(books.count("transactions.ledger WHERE event::json->>'user_id' = 'patient'"))
                .isEqualTo(1);
        // The tracker may need longer to find Kafka again than the page waits for the first sight of its order.
        assertThat(visit.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("status of 503")
                        || complaint.contains("status of 404") && complaint.contains("/order/" + id));
        cluster.services.values().forEach(Service::awaitReady);
    }

    @Test
    void orderNobodyKnowsYetIsFollowedOnceItIsThere() throws IOException {
        String id = UUID.randomUUID().toString();
        click("text=My orders");
        visit.page.fill("#follow-1", id);
        click("#mine .follow button");
        visit.page.waitForSelector("text=No order with this id has been seen yet");

        cluster.service("orders").send("POST", "/order", """
                {"order_id":"%s","user_id":"u","user_email":"u@example.com","order_details":{"price":20000}}""".formatted(id));

        visit.page.waitForSelector("#journey[data-status=rejected]");
        assertThat(text("#journey")).contains("above the limit", "amount_over_limit");
        assertThat(visit.complaints()).isNotEmpty().allMatch(complaint -> complaint.contains("status of 404"));
    }

    @Test
    void faultyAddressIsSaidNextToItsField() {
        click("[aria-label='Add Burger to the cart']");
        visit.page.fill("#email", "nowhere");
        click("text=Place food order");
        assertThat(text("#email-error")).isEqualTo("This is no e-mail address.");
        assertThat(visit.page.evaluate("document.activeElement.id")).isEqualTo("email");
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        assertThat(visit.complaints()).isEmpty();

        // Past the browser's own check it is the service that refuses.
        visit.page.evaluate("document.getElementById('email').type = 'text'");
        click("text=Place food order");
        visit.page.waitForSelector("#email-error:has-text('user_email must be an e-mail address')");
        assertThat(text(".bag")).contains("Burger");
        assertThat(visit.page.evaluate("localStorage['ordermill.waiting']")).isEqualTo("[]");
        assertThat(visit.complaints()).isNotEmpty().allMatch(complaint -> complaint.contains("status of 400"));
    }

    @Test
    void shopIsLightAndForEverybody() {
        assertThat(visit.bytesLoaded()).isBetween(20_000L, (long) FIRST_LOAD);
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        click("[aria-label='Add Burger to the cart']");
        click("[aria-label='Add Table to the cart']");
        assertThat(visit.accessibilityFaultsInBothThemes()).isEmpty();
        assertThat(visit.complaints()).isEmpty();
        for (int width : new int[] {360, 2560}) {
            visit.page.setViewportSize(width, 900);
            visit.theme(ColorScheme.LIGHT);
            assertThat(visit.scrollsSideways()).as("at %d px", width).isFalse();
            assertThat(visit.accessibilityFaults()).as("at %d px", width).isEmpty();
        }
    }

    private void click(String selector) {
        visit.page.click(selector);
    }

    private String text(String selector) {
        return visit.page.locator(selector).innerText();
    }

    /** The id in the page's address. */
    private String id() {
        return visit.page.url().replaceAll(".*/", "");
    }

    /** The id of the request that waits for Kafka. */
    private String waiting() {
        return (String) visit.page.evaluate("JSON.parse(localStorage['ordermill.waiting'])[0].id");
    }

    private static String step(String title, String topic) {
        return "(?s)" + title + ".*\\+\\d+ ms.*Topic\\s+" + topic + "\\s+Partition\\s+\\d+\\s+Offset\\s+\\d+";
    }
}
