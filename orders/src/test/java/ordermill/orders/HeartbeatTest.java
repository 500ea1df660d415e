package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.util.Comparator;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The time of day, and what else is to be said as headers, for consumers that want nothing but the time. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class HeartbeatTest extends RealServers {

    private static final String STUCK = "stuck_orders";

    @Test
    void heartbeatIsWrittenAndSaysHowManyOrdersAreStuck() {
        long before = stuckInTheNextHeartbeat();

        place(Sample.order()).statusCode(202);

        await().until(() -> stuckInTheNextHeartbeat() > before);
        for (ConsumerRecord<byte[], byte[]> record : topics.all(Topics.TIMESTAMP)) {
            assertThat(Sample.contract(Topics.TIMESTAMP).published().why(record.value()))
                    .isEmpty();
            assertThat(Sample.tree(record.value()).size()).isOne();
        }
    }

    @Test
    void headerSaysTheExactTime() {
        var beat = nextHeartbeat();

        var seconds = new BigDecimal(ordermill.testing.Topics.header(beat, "time"));
        assertThat(seconds.movePointRight(3).longValueExact()).isBetween(beat.timestamp() - 1000, beat.timestamp() + 1);
    }

    @Test
    void heartGoesOnBeatingWithoutTheCountWhileTheDatabaseIsAway() {
        servers.stopDatabase();

        await().until(() -> !saysHowManyAreStuck(nextHeartbeat()));
        assertThat(saysHowManyAreStuck(nextHeartbeat())).isFalse();
        servers.startDatabase();

        await().until(() -> saysHowManyAreStuck(nextHeartbeat()));
    }

    private static boolean saysHowManyAreStuck(ConsumerRecord<byte[], byte[]> beat) {
        return beat.headers().lastHeader(STUCK) != null;
    }

    private static long stuckInTheNextHeartbeat() {
        String stuck = ordermill.testing.Topics.header(nextHeartbeat(), STUCK);
        return stuck == null ? -1 : Long.parseLong(stuck);
    }

    private static ConsumerRecord<byte[], byte[]> nextHeartbeat() {
        int before = topics.all(Topics.TIMESTAMP).size();
        await().until(() -> topics.all(Topics.TIMESTAMP).size() > before);
        return topics.all(Topics.TIMESTAMP).stream()
                .max(Comparator.comparing(ConsumerRecord::timestamp))
                .orElseThrow();
    }
}
