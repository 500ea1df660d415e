package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** A client that names its request by a header, and not by an id, may repeat it as well. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class IdempotencyKeyTest extends RealServers {

    private final String key = UUID.randomUUID().toString();

    @Test
    void sameKeyIsTheSameOrderWithTheSameAnswer() {
        var order = Sample.order().without("order_id");
        var first = keyed(order).statusCode(202).header("Idempotent-Replayed", nullValue());
        String id = first.extract().path("order_id");
        statusBecomes(order.withId(id), "placed");

        var again = keyed(order.without("order_id")).statusCode(202).header("Idempotent-Replayed", "true");

        assertThat(again.extract().asString()).isEqualTo(first.extract().asString());
        published(Flow.ORDER, id);
    }

    @Test
    void otherContentUnderTheSameKeyCannotBeProcessed() {
        var order = Sample.order().without("order_id");
        String id = keyed(order).statusCode(202).extract().path("order_id");
        statusBecomes(order.withId(id), "placed");

        keyed(order.without("order_id").with("user_email", "somebody_else@example.com"))
                .statusCode(422)
                .contentType("application/problem+json");
    }

    @Test
    void twoUsersMayHaveTheSameKeyAndNeitherIsTheOthersRepetition() {
        for (Sample first :
                List.of(Sample.order().without("order_id"), Sample.ride().without("id"))) {
            Flow flow = Flow.of(first.topic());
            String id = keyed(first).statusCode(202).extract().path(flow.idField());
            statusBecomes(first.withId(id), "placed");
            String user = flow == Flow.ORDER ? "user_id" : "customer_id";

            String others = keyed(first.without(flow.idField()).with(user, "somebody_else"))
                    .statusCode(202)
                    .header("Idempotent-Replayed", nullValue())
                    .extract()
                    .path(flow.idField());

            assertThat(others).isNotEqualTo(id);
        }
    }

    @Test
    void orderAndRideMayHaveTheSameKey() {
        keyed(Sample.order().without("order_id")).statusCode(202);
        keyed(Sample.ride().without("id")).statusCode(202);
    }

    @Test
    void keyBesideAnIdIsTheSameOrderWithTheSameAnswer() {
        var order = Sample.order();
        var first = keyed(order).statusCode(202).header("Idempotent-Replayed", nullValue());
        statusBecomes(order, "placed");

        var again = keyed(order).statusCode(202).header("Idempotent-Replayed", "true");

        assertThat(again.extract().asString()).isEqualTo(first.extract().asString());
        assertThat(first.extract().<String>path("order_id")).isEqualTo(order.id());
        isWrittenOnce(order.id());
    }

    /** The id is content, too: whoever says the same key means the same request. */
    @Test
    void otherContentOrAnotherIdUnderTheSameKeyCannotBeProcessed() {
        var ride = Sample.ride();
        keyed(ride).statusCode(202);
        statusBecomes(ride, "placed");

        for (Sample other : List.of(
                Sample.ride().withId(ride.id()).with("location", "Lat: 1, Long: 1"),
                Sample.ride(),
                Sample.ride().without("id"))) {
            keyed(other).statusCode(422).body("field", equalTo("Idempotency-Key"));
        }
    }

    @Test
    void anIdForAnOrderThatTheKeyAloneNamedCannotBeProcessed() {
        var order = Sample.order().without("order_id");
        String id = keyed(order).statusCode(202).extract().path("order_id");
        statusBecomes(order.withId(id), "placed");

        keyed(Sample.order()).statusCode(422);
    }

    @Test
    void sameIdUnderAnotherKeyIsTheStoredOrderAndOtherContentAConflict() {
        var order = Sample.order();
        var first = keyed(order).statusCode(202);
        statusBecomes(order, "placed");

        var again = keyed(order, "another " + key).statusCode(202).header("Idempotent-Replayed", nullValue());
        keyed(order.with("user_id", "somebody_else"), "another " + key)
                .statusCode(409)
                .body("field", equalTo("order_id"));

        assertThat(again.extract().asString()).isEqualTo(first.extract().asString());
        isWrittenOnce(order.id());
    }

    @Test
    void strangersHeaderIsNoKey() {
        var order = Sample.order();
        var record = ordermill.testing.Topics.record(Topics.ORDER_DETAILS, order.id(), order.text());
        record.headers().add("request-key", new byte[] {0, -1});

        topics.send(record);

        statusBecomes(order, "placed");
    }

    @Test
    void keyOfNothingIsAProblem() {
        given().contentType("application/json")
                .header("Idempotency-Key", "k".repeat(256))
                .body(Sample.order().text())
                .post("/order")
                .then()
                .statusCode(400)
                .body("field", equalTo("Idempotency-Key"));
    }

    /** The same record may be published again as it was, for want of a decision; a second one would have its own time. */
    private static void isWrittenOnce(String id) {
        assertThat(topics.read(Topics.ORDER_DETAILS, id).stream()
                        .map(ordermill.testing.Topics::value)
                        .distinct())
                .hasSize(1);
    }

    private ValidatableResponse keyed(Sample request) {
        return keyed(request, key);
    }

    private static ValidatableResponse keyed(Sample request, String key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(request.text())
                .post("/" + Flow.of(request.topic()).word())
                .then();
    }
}
