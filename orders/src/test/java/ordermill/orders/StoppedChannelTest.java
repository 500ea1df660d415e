package ordermill.orders;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.StopChannel;

/** A dead channel must not look healthy. In a class of its own, since the application does not live on after it. */
@QuarkusTest
class StoppedChannelTest {

    @Inject
    KafkaClientService kafka;

    @Test
    void channelThatStoppedTurnsReadinessRed() {
        Health.readinessBecomes(200);

        StopChannel.close(kafka, "journeys");

        Health.readinessBecomes(503);
    }
}
