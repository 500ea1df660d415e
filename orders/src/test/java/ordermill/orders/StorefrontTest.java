package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the storefront as they are served; what they do is tested in a browser, in deploy/end-to-end. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class StorefrontTest extends RealServers {

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
    void journeyThatIsPreferredToBeWaitedForIsWaitedFor() {
        long began = System.nanoTime();

        given().header("Prefer", "wait=3").get("/order/never").then().statusCode(404);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
        assertThat(given().get("/order/never").asString()).contains("no order has this id");
    }
}
