package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same content under the same id is the same order, and is answered as it was the first time. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class RepeatedRequestTest extends RealServers {

    @Test
    void repeatedRequestGetsItsFirstAnswerAndAnotherOneAConflict() {
        var order = priced("21.50");
        var first = place(order).statusCode(202);
        statusBecomes(order, "placed");

        var again = place(priced("21.5").withId(order.id())).statusCode(202);
        place(priced("99.00").withId(order.id()))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("field", equalTo("order_id"));

        assertThat(time(again)).isEqualTo(time(first));
        assertThat(again.extract().asString()).isEqualTo(first.extract().asString());
        assertThat(again.extract().header("Location")).isEqualTo(first.extract().header("Location"));
        published(Flow.ORDER, order.id());
    }

    @Test
    void repeatedRideGetsItsFirstAnswerAndAnotherOneAConflict() {
        var ride = Sample.ride().with("location", "Lat: 48,210, Long: 16.37");
        var first = place(ride).statusCode(202);
        statusBecomes(ride, "placed");

        var again = place(ride.with("location.lat", new BigDecimal("48.21"))
                        .with("location.long", new BigDecimal("16.370")))
                .statusCode(202);
        place(ride.with("location.lat", 48)).statusCode(409).body("field", equalTo("id"));

        assertThat(again.extract().asString()).isEqualTo(first.extract().asString());
        published(Flow.RIDE, ride.id());
    }

    @ParameterizedTest
    @CsvSource({"user_id, tom_2", "user_email, tom_2@example.com", "payment_token, tok_declined", "total_cost, 8.00"})
    void otherContentIsAConflict(String field, String value) {
        var order = Sample.order();
        place(order).statusCode(202);
        statusBecomes(order, "placed");

        place(order.with(field, value)).statusCode(409);
    }

    @Test
    void orderOfAnotherClientIsRepeatedByTheSameContentOverHttp() {
        var record =
                Sample.of(Topics.ORDER_DETAILS).with("note", "from a tutorial").with("total_cost", "9.00");
        send(record);
        statusBecomes(record, "placed");

        var answer = place(record.without("note")).statusCode(202);

        answer.body("note", equalTo("from a tutorial"));
        published(Flow.ORDER, record.id());
    }

    private static Sample priced(String total) {
        return Sample.order()
                .without("total_cost")
                .without("order_details")
                .with("order_details.price", new BigDecimal(total));
    }
}
