package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the storefront as they are served; what they do is tested in a browser, in deploy/end-to-end. */
@QuarkusTest
@TestProfile(RealBrokerTest.Profile.class)
class StorefrontTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/storefront.css", "/js/app.js", "/art/burger.svg", "/catalogue.json"})
    void pageMayLoadAndRunNothingButItsOwnFiles(String file) {
        given().get(file)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Content-Security-Policy", containsString("script-src 'self';"))
                .header("Content-Security-Policy", not(containsString("unsafe")))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Referrer-Policy", equalTo("no-referrer"))
                .header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void pageHasNoInlineScriptOrStyleAndNamesNoOtherHost() {
        String page = given().get("/").asString();

        assertThat(page)
                .contains("<noscript>")
                .doesNotContain("<style", "style=", "javascript:", "http:", "https:", "//")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContainPattern("<script(?![^>]* src=\"js/)");
    }

    @Test
    void requestForAnOrderDoesNotPayForThePagesHeaders() {
        given().get("/order/unheard-of").then().statusCode(404).header("Content-Security-Policy", nullValue());
    }

    @Test
    void pageIsCompressed() {
        given().header("Accept-Encoding", "gzip")
                .get("/storefront.css")
                .then()
                .header("Content-Encoding", equalTo("gzip"));
    }

    @Test
    void everythingOnTheMenuHasAPriceInCentsAndAPicture() {
        Map<String, List<Map<String, Object>>> menu =
                given().get("/catalogue.json").jsonPath().getMap("");

        assertThat(menu).containsOnlyKeys("food", "furniture");
        menu.values()
                .forEach(products -> assertThat(products).isNotEmpty().allSatisfy(product -> {
                    assertThat((int) product.get("price_cents")).isPositive();
                    given().get("/art/" + product.get("sku") + ".svg").then().statusCode(200);
                }));
    }

    @Test
    void simulatorOrdersFromTheMenuAtItsPrices() {
        var how = new SimulatorSettings(Duration.ofSeconds(1), 1, Map.of("food", 1), 0, 0, 0);

        var order = RandomRequests.next(how, new Random(1));

        var item = order.get("order_details").get("items").get(0);
        int cents = given().get("/catalogue.json")
                .jsonPath()
                .getInt("food.find { it.sku == '" + item.get("sku").textValue() + "' }.price_cents");
        assertThat(item.get("unit_price").decimalValue()).isEqualTo(BigDecimal.valueOf(cents, 2));
        assertThat(OrderDetails.ask(order, Instant.EPOCH).flow()).isEqualTo(Flow.ORDER);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, 500", "wait=5, 5000", "wait=999, 10000", "wait=soon, 500", "respond-async, 500"})
    void patienceIsWhatTheClientPrefersWithinLimits(String prefer, long milliseconds) {
        assertThat(ShowJourney.patience(prefer)).hasMillis(milliseconds);
    }

    @Test
    void journeyThatIsPreferredToBeWaitedForIsWaitedFor() {
        long began = System.nanoTime();

        given().header("Prefer", "wait=3").get("/order/never").then().statusCode(404);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
        assertThat(given().get("/order/never").asString()).contains("no order has this id");
    }
}
