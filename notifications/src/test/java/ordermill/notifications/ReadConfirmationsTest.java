package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadConfirmationsTest {

    private static final Instant NOW = Instant.ofEpochMilli(1763700000310L);

    @Test
    void publishersOrderIsReadAndBecomesThisServicesExample() throws IOException {
        String example = Files.readString(Path.of("../transactions/contract/order_confirmed.example.json"));

        OrderConfirmed order = OrderConfirmed.read(Confirmations.record("order_confirmed", example));

        assertThat(order.id()).isEqualTo("o-1001");
        assertThat(order.address()).isEqualTo("tom_1@example.com");
        assertThat(order.total()).isEqualTo(new BigDecimal("9.00"));
        assertThat(order.lines()).containsExactly(new OrderConfirmed.Line("2", "Burger"));
        assertThat(published(order)).isEqualTo(example("order_email_sent"));
    }

    @Test
    void publishersRideIsReadAndBecomesThisServicesExample() throws IOException {
        String example = Files.readString(Path.of("../transactions/contract/ride_confirmed.example.json"));

        RideConfirmed ride = RideConfirmed.read(Confirmations.record("ride_confirmed", example));

        assertThat(ride.minutes()).isEqualTo("7 minutes");
        assertThat(published(ride).<ObjectNode>without("sent_time"))
                .isEqualTo(example("ride_email_sent").<ObjectNode>without("sent_time"));
    }

    @Test
    void refusalSaysWhyAndStaysWithinTheSchema() {
        Confirmed order = OrderConfirmed.read(Confirmations.record("order_confirmed", Confirmations.order("o-1")));

        SentEmail refused =
                SentEmail.sent(order, "<order-o-1@ordermill.example>", NOW).refused("address_refused_550");

        ObjectNode event = Json.object(refused.event());
        assertThat(Confirmations.faultsOf("order_email_sent", event)).isEmpty();
        assertThat(event.get("status").booleanValue()).isFalse();
        assertThat(event.get("reason").textValue()).isEqualTo("address_refused_550");
    }

    @Test
    void integersNameTooAndContentMayBeMissing() {
        String value =
                "{\"order_id\":7,\"user_id\":3,\"user_email\":\"u@customers.example\",\"total_cost\":\"120\",\"hello\":[1]}";

        OrderConfirmed order = OrderConfirmed.read(Confirmations.record("order_confirmed", value));

        assertThat(order.id()).isEqualTo("7");
        assertThat(order.userId()).isEqualTo("3");
        assertThat(order.lines()).isEmpty();
        assertThat(Confirmations.faultsOf("order_email_sent", published(order))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"order_id\":\"a b\",\"user_id\":\"u\",\"user_email\":\"e\",\"total_cost\":1}",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"total_cost\":1}",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"user_email\":\"e\"}",
                "{\"order_id\":\"a\",\"user_id\":\"u\\u0000\",\"user_email\":\"e\",\"total_cost\":1}",
                "{\"order_id\":\"a\",\"user_id\":\"u\",\"user_email\":\"e\",\"total_cost\":1,\"order_details\":7}"
            })
    void whatIsNoConfirmedOrderIsUnreadable(String value) {
        assertThatThrownBy(() -> OrderConfirmed.read(Confirmations.record("order_confirmed", value)))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void rideWithoutADriverIsUnreadable() {
        String value = Confirmations.ride("r-1").replace("alloted_driver", "driver");

        assertThatThrownBy(() -> RideConfirmed.read(Confirmations.record("ride_confirmed", value)))
                .isInstanceOf(Unreadable.class)
                .hasMessage("alloted_driver is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "tom@customers.example, tom@customers.example",
        "Tom <tom@customers.example>, tom@customers.example",
        "tom@customers.example (Tom), tom@customers.example",
        "nobody,",
        "<>,",
        "tom@,",
        "two words@customers.example,",
        "'a@customers.example,b@customers.example',",
        "'a@customers.example>\r\nRCPT TO:<b@customers.example',",
        "'Tom\nBcc: b@customers.example <a@customers.example>',",
        "'Tom\u0085 <a@customers.example>',"
    })
    void mailboxIsABareAddressOrNone(String given, String mailbox) {
        assertThat(Mailbox.of(given)).isEqualTo(mailbox);
    }

    private static ObjectNode published(Confirmed confirmed) {
        return Json.object(
                SentEmail.sent(confirmed, "<id@ordermill.example>", NOW).event());
    }

    private static ObjectNode example(String topic) throws IOException {
        ObjectNode example = Json.object(Files.readString(Path.of("contract", topic + ".example.json")));
        assertThat(Confirmations.faultsOf(topic, example)).isEmpty();
        return example;
    }
}
