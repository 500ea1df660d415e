package ordermill.orders.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import ordermill.orders.Topics;

class StepTest {

    private static final ConsumerRecord<byte[], byte[]> RECORD =
            new ConsumerRecord<>(Topics.ORDER_EMAIL_SENT, 0, 0, null, null);

    @Test
    void furthestOfAPollHasItsOwnReason() {
        Step refused = Step.to(Status.EMAIL_REFUSED, "o-1", "550 5.1.1", RECORD);
        Step sent = Step.to(Status.EMAIL_SENT, "o-1", null, RECORD);

        for (List<Step> poll : List.of(List.of(refused, sent), List.of(sent, refused))) {
            assertThat(Step.furthestOfEach(poll)).singleElement().satisfies(step -> {
                assertThat(step.status()).isEqualTo(Status.EMAIL_SENT);
                assertThat(step.reason()).isNull();
            });
        }
    }
}
