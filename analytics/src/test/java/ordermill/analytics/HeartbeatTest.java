package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Fields;
import ordermill.testing.Health;
import ordermill.testing.Management;
import ordermill.testing.Polls;

/** The heartbeat from its channel to the totals and the gauges. */
@QuarkusTest
@TestProfile(OnChannels.class)
class HeartbeatTest {

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    Pool pool;

    @BeforeEach
    void forget() {
        Health.startBecomes(200);
        execute("TRUNCATE analytics.heartbeat, analytics.stuck_orders");
    }

    @Test
    void repeatedHeartbeatShowsTheFirstTime() {
        var heartbeat = heartbeat(Instant.now().minusMillis(250), null);

        deliver(heartbeat);
        JsonNode first = shown();
        deliver(heartbeat);
        deliver(heartbeat(Instant.ofEpochSecond(1763700000), null));

        assertThat(first.get("delay_ms").longValue()).isBetween(250L, 5_000L);
        assertThat(first.get("alarm").booleanValue()).isFalse();
        assertThat(shown()).isEqualTo(first);
        String metrics = given().get(Management.address("/metrics")).asString();
        assertThat(metrics).containsPattern("analytics_heartbeat_delay_seconds(\\{.*})? 0\\.[2-9]");
        assertThat(metrics).containsPattern("analytics_heartbeat_age_seconds(\\{.*})? [0-9]");
    }

    @Test
    void tutorialsHeartbeatIsTimedByItsRecord() {
        deliver(heartbeat(null, null));

        assertThat(shown().get("last_time").decimalValue())
                .isCloseTo(Fields.epochSeconds(Instant.now()), Offset.offset(BigDecimal.TEN));
        assertThat(stuck().isNull()).isTrue();
    }

    @Test
    void newestHeartbeatThatTellsSaysHowManyOrdersAreStuck() {
        assertThat(stuck().isNull()).isTrue();

        deliver(heartbeat(secondsAgo(2), "3"), heartbeat(secondsAgo(1), "4"));
        assertThat(stuck().longValue()).isEqualTo(4);
        deliver(heartbeat(null, null));
        assertThat(stuck().longValue()).isEqualTo(4);
        deliver(heartbeat(secondsAgo(60), "9"));
        assertThat(stuck().longValue()).isEqualTo(4);
        deliver(heartbeat(secondsAgo(0), "0"), heartbeat(null, null));
        assertThat(stuck().longValue()).isZero();

        execute("UPDATE analytics.stuck_orders SET received_at = received_at - interval '31 seconds'");
        assertThat(stuck().isNull()).isTrue();
    }

    @Test
    void missingHeartbeatIsAnAlarm() {
        deliver(heartbeat(null, null));

        execute("UPDATE analytics.heartbeat SET received_at = received_at - interval '31 seconds'");

        assertThat(shown().get("alarm").booleanValue()).isTrue();
        execute("DELETE FROM analytics.heartbeat");
        assertThat(shown().get("alarm").booleanValue()).isTrue();
        assertThat(shown().get("last_time").isNull()).isTrue();
    }

    private static ConsumerRecord<byte[], byte[]> heartbeat(Instant time, String stuckOrders) {
        var record = Polls.record("timestamp", null, "{\"timestamp\":\"12:00:05\"}");
        if (time != null) {
            record.headers()
                    .add("time", Fields.epochSeconds(time).toPlainString().getBytes(UTF_8));
        }
        if (stuckOrders != null) {
            record.headers().add("stuck_orders", stuckOrders.getBytes(UTF_8));
        }
        return record;
    }

    private static Instant secondsAgo(int seconds) {
        return Instant.now().minusSeconds(seconds);
    }

    @SafeVarargs
    private void deliver(ConsumerRecord<byte[], byte[]>... heartbeats) {
        new Polls(channels).deliver("timestamp", heartbeats);
    }

    private static JsonNode shown() {
        return Totals.now().at("/heartbeat");
    }

    private static JsonNode stuck() {
        return shown().get("stuck_orders");
    }

    private void execute(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(5));
    }
}
