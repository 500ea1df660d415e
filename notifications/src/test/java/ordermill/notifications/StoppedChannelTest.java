package ordermill.notifications;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.StopChannel;

/** A dead channel must not look healthy. On an application of its own, which does not live on after it. */
@QuarkusTest
@TestProfile(StoppedChannelTest.Profile.class)
class StoppedChannelTest {

    public static final class Profile extends Scene.Profile {}

    @Inject
    KafkaClientService kafka;

    @Test
    void channelThatStoppedTurnsReadinessRed() {
        Health.readinessBecomes(200);

        StopChannel.close(kafka, "order_confirmed");

        Health.readinessBecomes(503);
    }
}
