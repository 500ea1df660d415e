package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.contract.Drawn;

/** What is wrong with a request is said as a problem that names the field, and never as an error of ours. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class DoorTest extends RealServers {

    private static final int REQUESTS = 400;

    static Stream<Arguments> badOrders() {
        return Stream.of(
                bad("nobody", "user_id", order -> order.without("user_id")),
                bad("no address", "user_email", order -> order.without("user_email")),
                bad("an address without a host", "user_email", order -> order.with("user_email", "nowhere")),
                bad("nothing", "order_details", order -> order.without("order_details")),
                bad("a text for content", "order_details", order -> order.with("order_details", "burger")),
                bad("null for content", "order_details", order -> order.with("order_details", null)),
                bad("an object for a user", "user_id", order -> order.written("user_id", "{}")),
                bad("a number for an address", "user_email", order -> order.with("user_email", 7)),
                bad("no price", "price", order -> order.without("total_cost").written("order_details", "{}")),
                bad("a negative price", "price", order -> price(order, "-1")),
                bad("a price that is no number", "price", order -> price(order, "\"NaN\"")),
                bad("true for a price", "price", order -> price(order, "true")),
                bad("a price of three decimals", "price", order -> price(order, "1.001")),
                bad("a price of ten thousand million", "price", order -> price(order, "10000000000")),
                bad("a price beyond all", null, order -> price(order, "1e999999999")),
                bad("a price of nearly nothing", null, order -> price(order, "1e-99999999")),
                bad("zero with an exponent", null, order -> price(order, "0e500000000")),
                bad("a price of 130,000 digits", null, order -> price(order, "1" + "0".repeat(130_000))),
                bad("a number that nobody can write", null, order -> order.written("x", "10E2147483647")),
                bad("998 nines and E1", null, order -> order.written("x", "9".repeat(998) + "E1")),
                bad("no JSON for a price", null, order -> price(order, "NaN")),
                bad("no list of items", "items", order -> order.with("order_details.items", 7)),
                bad("none of an item", "quantity", order -> items(order, "{\"unit_price\":1,\"quantity\":0}")),
                bad("half an item", "quantity", order -> items(order, "{\"unit_price\":1,\"quantity\":0.5}")),
                bad(
                        "items worth too much",
                        "total_cost",
                        order -> items(order, "{\"unit_price\":9999999999,\"quantity\":2}")
                                .without("total_cost")),
                bad("a blank in its id", "order_id", order -> order.withId("a b")),
                bad("an id that addresses swallow", "order_id", order -> order.withId(".")),
                bad("an id that addresses swallow twice", "order_id", order -> order.withId("..")),
                bad("half an id", "order_id", order -> order.written("order_id", "1.5")),
                bad("99 levels", null, order -> order.written("x", "[".repeat(99) + "]".repeat(99))));
    }

    private static Arguments bad(String what, String field, UnaryOperator<Sample> change) {
        return arguments(what, change.apply(Sample.order()).text(), field);
    }

    private static Sample price(Sample order, String price) {
        return order.without("order_details").written("order_details.price", price);
    }

    private static Sample items(Sample order, String... items) {
        return order.without("order_details.price")
                .written("order_details.items", Arrays.asList(items).toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badOrders")
    void badOrderIsAProblemThatNamesTheField(String what, String body, String field) {
        post(Flow.ORDER, body)
                .statusCode(body.length() > 128 * 1024 ? 413 : 400)
                .contentType("application/problem+json")
                .body("field", equalTo(body.length() > 128 * 1024 ? null : field))
                .body("detail", not(containsString("Exception")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[1,2]", "\"text\"", "null", "{", "{}}"})
    void whatIsNoObjectIsAProblem(String body) {
        post(Flow.ORDER, body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400))
                .body("field", equalTo(null));
    }

    static Stream<Arguments> badRides() {
        return Stream.of(
                badRide("nobody", "customer_id", ride -> ride.without("customer_id")),
                badRide("nowhere", "location", ride -> ride.without("location")),
                badRide("here", "location", ride -> ride.with("location", "here")),
                badRide("text for degrees", "location", ride -> ride.with("location.lat", "1")),
                badRide("half a place", "location", ride -> ride.without("location.long")),
                badRide("beyond the date line", "location", ride -> ride.with("location.long", 999)),
                badRide("beyond the pole", "location", ride -> ride.with("location.lat", 120)),
                badRide("beyond the pole in words", "location", ride -> ride.with("location", "Lat: 120, Long: 3")),
                badRide("zero with an exponent", null, ride -> ride.written("location.lat", "0e500000000")),
                badRide("a slash in its id", "id", ride -> ride.withId("a/b")));
    }

    private static Arguments badRide(String what, String field, UnaryOperator<Sample> change) {
        return arguments(what, change.apply(Sample.ride()).text(), field);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRides")
    void badRideIsAProblemThatNamesTheField(String what, String body, String field) {
        post(Flow.RIDE, body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    @Test
    void whatNeverReachesTheResourceIsAProblemToo() {
        given().contentType("text/plain")
                .body("hello")
                .post("/order")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        post(Flow.ORDER, "\"" + "x".repeat(2_000_000) + "\"").statusCode(413).contentType("application/problem+json");
        given().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
        given().get("/order/unheard-of").then().statusCode(404).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/order", "/ride"})
    void otherMethodsAreToldWhatTheAddressTakes(String address) {
        for (String method : List.of("DELETE", "PUT", "PATCH", "GET")) {
            given().request(method, address)
                    .then()
                    .statusCode(405)
                    .header("Allow", containsString("POST"))
                    .contentType("application/problem+json");
        }
        given().delete(address + "/o-1")
                .then()
                .statusCode(405)
                .header("Allow", containsString("GET"))
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/order/%00", "/order/%0a", "/order/%20", "/order/%2F", "/order/%2e%2e", "/order/a%00b", "/order/%ff",
                        "/order/%",
                "/order/%zz", "/order/a;b=c", "/order/a%20b", "/order/%F0%9F%8D%94", "/order/''--", "/ride/%00",
                        "/ride/%5c", "/order//",
            })
    void oddIdIsNobodysAndNoErrorOfOurs(String address) throws IOException {
        String status = statusLine("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        // What the dots of an address leave over is another address.
        assertThat(status).matches(address.contains("%2e") ? "HTTP/1.1 (200|4..) .*" : "HTTP/1.1 4.. .*");
    }

    /** Clients mend what they are told to send; this one does not. */
    private static String statusLine(String request) throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
        }
    }

    @Test
    void unknownIdIsA404WithoutThePersonalDataOfAnybody() {
        given().get("/order/%00")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("no order has this id"));
    }

    /** Bodies near every bound of the contract: taken or refused, and never an error of ours. */
    @ParameterizedTest
    @ValueSource(strings = {Topics.ORDER_DETAILS, Topics.RIDE_DETAILS})
    void drawnRequestIsTakenOrRefusedButNeverFails(String topic) {
        Drawn.of(Sample.contract(topic), Drawn.seed(), REQUESTS)
                .filter(drawn -> drawn.value() != null)
                .forEach(drawn -> {
                    int status = given().contentType("application/json")
                            .body(drawn.value())
                            .post("/" + Flow.of(topic).word())
                            .statusCode();
                    assertThat(status).as(drawn.name()).isIn(202, 400, 409, 413);
                });
    }
}
