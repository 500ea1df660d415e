package ordermill.notifications.confirmed;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Fields;
import ordermill.notifications.Confirmations;
import ordermill.testing.Polls;
import ordermill.testing.contract.Contract;

class ConfirmedTest {

    @Test
    void publishersOrderIsReadAndBecomesThisServicesExample() {
        OrderConfirmed order = order(Confirmations.ORDERS.example());

        assertThat(order.total()).isEqualTo(new BigDecimal("9.00"));
        assertThat(order.lines()).containsExactly(new Line("2", "Burger"));
        assertThat(tree(order)).isEqualTo(example("order_email_sent"));
    }

    @Test
    void publishersRideIsReadAndBecomesThisServicesExample() {
        RideConfirmed ride =
                RideConfirmed.read(Polls.record("ride_confirmed", new byte[0], Confirmations.RIDES.example()));

        assertThat(ride.minutes()).isEqualTo("7 minutes");
        assertThat(tree(ride)).isEqualTo(example("ride_email_sent"));
    }

    @Test
    void whatTheQueueKeepsIsReadAsWhatCame() {
        OrderConfirmed order = order(Confirmations.ORDERS.example());

        assertThat(OrderConfirmed.of(tree(order), order.event(), order.total())).isEqualTo(order);
    }

    @Test
    void longTextsAreCutBetweenCharactersAndCannotTurnTheLine() {
        ObjectNode details = Fields.newObject();
        details.putArray("items")
                .add("\ud83c\udf54".repeat(101))
                .add("a\u202eb\u0000c\u2028d\ne")
                .add(new BigDecimal("1e90"))
                .addObject()
                .put("name", " ")
                .put("quantity", "\u0007");

        assertThat(Line.of(details))
                .containsExactly(
                        new Line("1", "\ud83c\udf54".repeat(100) + "…"),
                        new Line("1", "a b c d e"),
                        new Line("1", "1" + "0".repeat(90)),
                        new Line("1", "item"));
    }

    private static OrderConfirmed order(byte[] value) {
        return OrderConfirmed.read(Polls.record("order_confirmed", new byte[0], value));
    }

    private static ObjectNode tree(Confirmed confirmed) {
        return Fields.OF_SERVICES.object(confirmed.event().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode example(String topic) {
        ObjectNode example =
                Fields.OF_SERVICES.object(Contract.of("notifications", topic).example());
        example.remove("status");
        example.remove("sent_time");
        return example;
    }
}
