package ordermill.analytics;

import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;
import static ordermill.analytics.Decided.newId;
import static ordermill.analytics.Decided.rejectedOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;

/** Promise 2 on the real broker: replaying every topic from its beginning changes nothing. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class ReplayTest extends OnRealServers {

    private static final int PARTITIONS = 12;

    @Inject
    KafkaClientService kafka;

    @Test
    void replayFromTheStartChangesNothing() {
        String kind = newId();
        for (int i = 0; i < 100; i++) {
            topics.send(List.of(
                    confirmedOrder().kind(kind).costing("1.01").sent(),
                    rejectedOrder().kind(kind).costing("1.01").sent(),
                    confirmedRide().sent()));
        }
        Decided again = confirmedOrder().kind(kind).costing("1.01");
        topics.send(List.of(again.sent(), again.sent()));
        await().atMost(SOON).untilAsserted(() -> {
            Totals now = Totals.now();
            assertThat(now.at("/by_kind/" + kind + "/orders").intValue()).isEqualTo(101);
            assertThat(now.at("/by_kind/" + kind + "/rejected").intValue()).isEqualTo(100);
        });
        Totals before = Totals.now();

        List.of("order_confirmed", "order_rejected", "ride_confirmed", "ride_rejected", "timestamp")
                .forEach(this::rewind);
        // Behind the replay of each partition.
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topics.send(List.of(
                    confirmedOrder().kind(kind).costing("100").sentTo(partition),
                    rejectedOrder().kind(kind).costing("100").sentTo(partition),
                    confirmedRide().sentTo(partition)));
        }
        before.untilGrown("total_orders_count", PARTITIONS);
        before.untilGrown("rejected_today", PARTITIONS);
        before.untilGrown("total_rides_count", PARTITIONS);

        assertThat(before.grown("total_revenue")).isEqualByComparingTo("1200");
        assertThat(Totals.now().at("/by_kind/" + kind + "/revenue").decimalValue())
                .isEqualByComparingTo("1302.01");
    }

    private void rewind(String channel) {
        kafka.<byte[], byte[]>getConsumer(channel)
                .runOnPollingThread(consumer -> {
                    consumer.seekToBeginning(consumer.assignment());
                })
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
