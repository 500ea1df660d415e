package ordermill.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

/** On an application of its own, which does not live on after it. */
@QuarkusTest
@TestProfile(StopChannelTest.Profile.class)
class StopChannelTest {

    public static final class Profile extends Servers.Profile {}

    @Inject
    KafkaClientService kafka;

    @Test
    void stoppedChannelTurnsReadinessRed() {
        Health.readinessBecomes(200);

        StopChannel.close(kafka, "kept");

        Health.readinessBecomes(503);
        assertThat(Health.isReady()).isFalse();
    }

    @Test
    void unknownChannelIsNamed() {
        assertThatThrownBy(() -> StopChannel.close(kafka, "nobody's")).hasMessageContaining("nobody's");
    }
}
