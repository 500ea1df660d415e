package ordermill.transactions;

import static io.restassured.RestAssured.given;
import static ordermill.transactions.Topics.ORDER_DETAILS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Fields;
import ordermill.testing.Management;
import ordermill.testing.Servers;
import ordermill.testing.contract.Contract;

/** Promise 5, and what a decision looks like. */
@QuarkusTest
@TestProfile(RealServers.class)
class RefusalIsAnEventTest {

    Servers servers;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(servers.bootstrapServers());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void goodOrderIsConfirmedAsTheContractSays() {
        ObjectNode order = Shop.anOrder();

        shop.place(order);

        ObjectNode confirmed = shop.confirmed(order);
        assertThat(confirmed.has("payment_token")).isFalse();
        assertThat(confirmed.get("customer_email")).isEqualTo(order.get("user_email"));
        isPublishedAs("order_confirmed", confirmed);
        given().get(Management.address("/ledger/" + order.get("order_id").asText()))
                .then()
                .statusCode(200)
                .body("status", is("confirmed"));
    }

    @Test
    void declinedCardIsRejectedWithTheGatewaysReasonCleaned() {
        ObjectNode order = Shop.anOrderOf("5", "tok_declined");

        shop.place(order);

        ObjectNode rejected = shop.rejected(order);
        assertThat(rejected.get("reason").textValue()).isEqualTo("insufficient_funds");
        isPublishedAs("order_rejected", rejected);
    }

    @Test
    void priceThatDoesNotAddUpIsRejected() {
        ObjectNode order = Shop.anOrder(o -> o.put("total_cost", 1));

        shop.place(order);

        assertThat(shop.rejected(order).get("reason").textValue()).isEqualTo("price_mismatch");
    }

    @Test
    void amountOverTheLimitIsRejectedHoweverLargeItIs() {
        ObjectNode order = Shop.anOrder(o -> {
            o.remove("total_cost");
            ObjectNode details = o.putObject("order_details").put("kind", "food");
            details.putArray("items")
                    .addObject()
                    .put("quantity", Integer.MAX_VALUE)
                    .put("unit_price", new BigDecimal("9999999999.99"));
        });

        shop.place(order);

        assertThat(shop.rejected(order).get("reason").textValue()).isEqualTo("amount_over_limit");
    }

    @Test
    void foodTutorialsFourRecordsAreFourOrders() {
        for (int i = 1; i <= 4; i++) {
            shop.topics()
                    .send(
                            ORDER_DETAILS,
                            null,
                            "{\"order_id\": 1, \"user_id\": \"tom_%d\", \"total_cost\": %d, \"items\": \"burger,sandwich\"}"
                                    .formatted(i, 2 * i));
        }

        for (int i = 1; i <= 4; i++) {
            ObjectNode confirmed = shop.confirmed(Fields.newObject().put("order_id", "tom_" + i + ".1"));
            assertThat(confirmed.get("total_cost").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(2L * i));
            assertThat(confirmed.get("customer_email").textValue()).isEqualTo("tom_" + i + "@example.com");
            isPublishedAs("order_confirmed", confirmed);
        }
    }

    @Test
    void ledgerOfAnUnknownOrderIsAProblem() {
        for (String id : new String[] {"/ledger/unknown", "/ledger/%00", "/ledger/a%20b"}) {
            given().urlEncodingEnabled(false)
                    .get(Management.address(id))
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
    }

    @Test
    void ledgerIsForStaffAndNotOnThePublicPort() {
        ObjectNode order = Shop.anOrder();
        shop.place(order);
        shop.confirmed(order);

        for (String path : new String[] {"/ledger/", "/q/ledger/"}) {
            given().get(path + order.get("order_id").asText()).then().statusCode(404);
        }
    }

    @Test
    void staffIsToldByAProblemWhatIsNotThere() {
        for (String path : new String[] {"/ledger/unheard-of", "/ledger/%00", "/ledger"}) {
            given().urlEncodingEnabled(false)
                    .get(Management.address(path))
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        given().post(Management.address("/ledger/unheard-of"))
                .then()
                .statusCode(405)
                .header("Allow", "GET")
                .contentType("application/problem+json");
    }

    private static void isPublishedAs(String topic, ObjectNode event) {
        assertThat(Contract.of("transactions", topic).published().why(Fields.bytes(event)))
                .isEmpty();
    }
}
