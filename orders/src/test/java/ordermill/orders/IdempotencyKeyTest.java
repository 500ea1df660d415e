package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

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

        keyed(order.without("order_id").with("user_id", "somebody_else"))
                .statusCode(422)
                .contentType("application/problem+json");
    }

    @Test
    void orderAndRideMayHaveTheSameKey() {
        keyed(Sample.order().without("order_id")).statusCode(202);
        keyed(Sample.ride().without("id")).statusCode(202);
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

    private ValidatableResponse keyed(Sample request) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(request.text())
                .post("/" + Flow.of(request.topic()).word())
                .then();
    }
}
