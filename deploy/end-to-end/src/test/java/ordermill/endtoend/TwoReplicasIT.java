package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A thousand rides, fifty drivers, two replicas of transactions. */
class TwoReplicasIT {

    private static final int RIDES = 1000;
    private static final int DRIVERS = 50;

    @Test
    void noDriverIsOnTwoRidesAtOnceAndEveryRideIsDecidedOnce() {
        Map<String, String> settings = Map.of("RIDES_SEED_DRIVERS", Integer.toString(DRIVERS));
        try (Cluster cluster = new Cluster(settings)) {
            Service second = cluster.another("transactions", settings);
            second.start();
            second.awaitReady();
            cluster.services.put("transactions-2", second);
            Books books = cluster.books();

            request(cluster.broker.bootstrapServers());

            await().atMost(Duration.ofSeconds(60)).until(() -> books.count("transactions.rides") == RIDES);
            assertThat(books.count("transactions.rides WHERE status = 'confirmed'"))
                    .isEqualTo(DRIVERS);
            assertThat(books.number("SELECT count(DISTINCT driver_id) FROM transactions.rides")
                            .longValue())
                    .isEqualTo(DRIVERS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> books.count("orders.journeys WHERE status = 'rejected'") == RIDES - DRIVERS);
            await().atMost(Duration.ofSeconds(30)).until(() -> books.count("notifications.sent_emails") == DRIVERS);
        }
    }

    private static void request(String bootstrapServers) {
        var settings = new Properties();
        settings.put("bootstrap.servers", bootstrapServers);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < RIDES; n++) {
                String ride = "{\"id\":%d,\"customer_id\":\"user_%d\",\"location\":\"Lat: 48.2, Long: 16.3\"}"
                        .formatted(n, n);
                producer.send(new ProducerRecord<>("ride_details", Integer.toString(n), ride));
            }
        }
    }
}
