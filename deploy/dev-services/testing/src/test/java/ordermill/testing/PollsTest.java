package ordermill.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a broker, and without a management port. */
@QuarkusTest
@TestProfile(PollsTest.InMemory.class)
class PollsTest {

    public static final class InMemory implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(Polls.inMemory("kept"));
            settings.put("quarkus.devservices.enabled", "false");
            settings.put("quarkus.management.enabled", "false");
            return settings;
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    KeepPolls kept;

    private Polls polls;

    @BeforeEach
    void forget() {
        polls = new Polls(channels);
        kept.polls().clear();
    }

    @Test
    void pollIsOneAndOnTheEventLoopAsThatOfKafka() {
        var first = Polls.record("orders", "a", "1");
        var second = Polls.record("orders", "a", null);
        var third = Polls.record("rides", null, "3");

        polls.deliver("kept", first, second, third);

        assertThat(kept.polls()).singleElement().satisfies(poll -> {
            assertThat(poll.onEventLoop()).isTrue();
            assertThat(poll.records()).containsExactly(first, second, third);
        });
        assertThat(first.partition()).isEqualTo(second.partition());
        assertThat(first.offset()).isLessThan(second.offset());
        assertThat(first.serializedValueSize()).isOne();
    }

    @Test
    void redeliveryIsTheSamePollAgain() {
        var record = Polls.record("orders", "a", "1");

        polls.deliverTwice("kept", record);

        assertThat(kept.polls())
                .hasSize(2)
                .allSatisfy(poll -> assertThat(poll.records()).containsExactly(record));
    }

    @Test
    void refusedPollFailsTheTest() {
        var record = Polls.record("orders", "a", "refuse");

        assertThatThrownBy(() -> polls.deliver("kept", record)).hasRootCauseMessage("refused");
    }

    @Test
    void healthIsAskedOnTheMainPortWhereThereIsNoOther() {
        Health.livenessBecomes(200);

        assertThat(Health.isAlive()).isTrue();
    }
}
