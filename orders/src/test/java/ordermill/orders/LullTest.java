package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;

/** A connection that was silent for long is given up, and never at the moment when somebody ends a lull by it. */
@QuarkusTest
@TestProfile(LullTest.Profile.class)
class LullTest {

    private static final Duration SILENCE = Duration.ofSeconds(3);

    public static final class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("chassis.longest-silence", SILENCE.toSeconds() + "s");
            settings.put("chassis.statement-limit", "1s");
            return settings;
        }
    }

    @Inject
    Pool pool;

    @Test
    void statementThatEndsALullIsAnswered() throws InterruptedException {
        for (int early = 40; early >= 0; early -= 10) {
            onSeveralConnections("SELECT pg_sleep(0.1)");
            // The length of the lull is what is tested; there is no condition to await.
            Thread.sleep(SILENCE.minusMillis(early).toMillis());

            onSeveralConnections("SELECT 1");
        }
    }

    private void onSeveralConnections(String statement) {
        var answers = Uni.join()
                .all(Stream.generate(() -> pool.query(statement).execute())
                        .limit(8)
                        .toList())
                .andCollectFailures();
        assertThat(answers.await().atMost(Duration.ofSeconds(10))).hasSize(8);
    }
}
