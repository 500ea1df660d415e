package ordermill.analytics;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.Servers;
import ordermill.testing.StopChannel;

/** A channel that reads no more is an alarm. */
@QuarkusTest
@TestProfile(ChannelThatStopsTest.OfItsOwn.class)
class ChannelThatStopsTest extends OnRealServers {

    /** The application does not live on after this test. */
    public static final class OfItsOwn extends Servers.Profile {}

    @Inject
    KafkaClientService kafka;

    @Test
    void channelThatStoppedTurnsReadinessRed() {
        StopChannel.close(kafka, "ride_rejected");

        Health.readinessBecomes(503);
    }
}
