package ordermill.transactions.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ordermill.chassis.Fault;

class OrderDetailsTest {

    @Test
    void publishersExampleIsRead() throws IOException {
        OrderDetails order = read(Files.readString(Path.of("../orders/contract/order_details.example.json")));

        assertThat(order.orderId()).isEqualTo("o-1001");
        assertThat(order.totalCost()).isEqualByComparingTo("9.00");
        assertThat(order.addsUp()).isTrue();
        assertThat(order.paymentToken()).isEqualTo("tok_visa");
        assertThat(order.event().has("payment_token")).isFalse();
    }

    @Test
    void foodTutorialsFlatRecordIsRead() {
        OrderDetails order =
                read("{\"order_id\":7,\"user_id\":\"tom_7\",\"total_cost\":35,\"items\":\"burger,sandwich\"}");

        assertThat(order.orderId()).isEqualTo("tom_7.7");
        assertThat(order.totalCost()).isEqualByComparingTo("35");
        assertThat(order.event().get("customer_email").textValue()).isEqualTo("tom_7@example.com");
        assertThat(order.event().get("items").textValue()).isEqualTo("burger,sandwich");
        assertThat(order.event().get("order_details").get("kind").textValue()).isEqualTo("food");
    }

    @Test
    void whatTheClientAddedIsCarriedAlongUntouched() {
        OrderDetails order = read(order("\"price\":4.50,\"wood\":{\"oak\":[1.10,null]}"));

        assertThat(order.event().get("order_details").toString())
                .contains("\"price\":4.50,\"wood\":{\"oak\":[1.10,null]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"price\":\"120\"                                                                        | 120.00 | true",
                "\"items\":[{\"unit_price\":4.5,\"quantity\":2},{\"unit_price\":1}]                       | 10.00  | true",
                "\"items\":[{\"unit_price\":4.5,\"quantity\":2},{\"name\":\"salt\"}],\"price\":9.9        | 9.90   | true",
                "\"items\":[\"burger\",\"sandwich\"],\"price\":5                                          | 5.00   | true",
                "\"items\":[{\"unit_price\":4.5}],\"price\":null | 4.50   | true",
                "\"items\":[{\"unit_price\":4.5}],\"price\":5                                           | 4.50   | false",
                "\"price\":0                                                                              | 0.00   | true",
            })
    void totalFollowsTheItemsElseThePrice(String details, String total, boolean addsUp) {
        OrderDetails order = read(order(details));

        assertThat(order.totalCost()).isEqualTo(total);
        assertThat(order.addsUp()).isEqualTo(addsUp);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | user_id is missing",
                "{\"order_id\":\"a b\",\"user_id\":\"u\"} | order_id must be 1 to 64",
                "{\"order_id\":\"..\",\"user_id\":\"u\"} | order_id must be 1 to 64",
                "{\"order_id\":true,\"user_id\":\"u\"} | order_id must be 1 to 64",
                "{\"order_id\":\"a\"} | user_id is missing",
                "{\"order_id\":\"a\",\"user_id\":\"u\\u0000\",\"total_cost\":1} | user_id must have 1 to 320",
                "{\"order_id\":\"a\",\"user_id\":\"u\"} | no price",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":[]} | order_details must be an object",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{}} | no price",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{\"price\":-1}} | price must not be negative",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{\"price\":\"NaN\"}} | price must be a number",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{\"price\":1e999999999}} | a number has more than",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{\"price\":1e-999999999}} | a number has more than",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"order_details\":{\"price\":1.005}} | price must have at most two",
                "{} {} | not JSON",
                "[1] | the value is JSON, but not an object",
            })
    void unreadableOrderSaysWhy(String value, String reason) {
        assertThatThrownBy(() -> read(value)).isInstanceOf(Fault.class).hasMessageStartingWith(reason);
    }

    @Test
    void sameOrderWithItsFieldsInAnotherOrderIsTheSame() {
        OrderDetails one = read(order("\"price\":4.50,\"name\":\"table\""));
        OrderDetails other = read(order("\"name\":\"table\",\"price\":4.5"));
        OrderDetails another = read(order("\"name\":\"chair\",\"price\":4.5"));

        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(another.fingerprint()).isNotEqualTo(one.fingerprint());
    }

    private static String order(String details) {
        return "{\"order_id\":\"a\",\"user_id\":\"u\",\"user_email\":\"u@example.com\",\"order_details\":{%s}}"
                .formatted(details);
    }

    private static OrderDetails read(String value) {
        return OrderDetails.read(
                new ConsumerRecord<>("order_details", 0, 0, null, value.getBytes(StandardCharsets.UTF_8)),
                "example.com");
    }
}
