package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;

/** All who look share one reading of the database, and one question to Kafka about its dead letters. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class LookTogetherTest extends OnRealServers {

    @Test
    void manyOpenDashboardsShareOneReadingASecondAndNoneOpenNeedsNone() {
        var pages = new ArrayList<OpenDashboard>();
        double before = readings("dashboard");
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            pages.add(new OpenDashboard(RestAssured.port));
        }
        await().until(() -> System.nanoTime() - start > Duration.ofSeconds(3).toNanos());
        await().until(() -> pages.stream().noneMatch(page -> page.events.isEmpty()));

        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(readings("dashboard") - before).isBetween(2.0, seconds + 2);

        pages.forEach(OpenDashboard::close);
        var last = new AtomicReference<>(-1.0);
        await().pollInterval(Duration.ofSeconds(2))
                .until(() -> last.getAndSet(readings("dashboard")) == readings("dashboard"));
    }

    @Test
    void manyWhoAskForTheTotalsShareOneReadingASecond() {
        double before = readings("totals");
        long start = System.nanoTime();
        int asked = 0;
        while (System.nanoTime() - start < Duration.ofSeconds(3).toNanos()) {
            given().get("/totals").then().statusCode(200);
            asked++;
        }

        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(asked).isGreaterThan(20);
        assertThat(readings("totals") - before).isLessThanOrEqualTo(seconds + 2);
    }

    private static double readings(String of) {
        return NothingBlocksTest.metric("analytics_readings_total", "of=\"" + of + "\"");
    }

    @Test
    void deadLettersOfAllTopicsAreWaitingUntilTheyAreDeleted() throws Exception {
        long before = Totals.now().at("/dead_letters/total").longValue();
        String topic = "any_topic_dlq";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();

            topics.send(List.of(
                    new ProducerRecord<>(topic, 0, null, new byte[1]), new ProducerRecord<>(topic, 1, null, null)));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Totals.now()
                                    .at("/dead_letters/by_topic/" + topic)
                                    .longValue())
                            .isEqualTo(2));
            assertThat(Totals.now().at("/dead_letters/total").longValue()).isGreaterThanOrEqualTo(before + 2);
            assertThat(Totals.fresh("/dashboard")
                            .at("/dead_letters/by_topic/" + topic)
                            .longValue())
                    .isEqualTo(2);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(NothingBlocksTest.metric("analytics_dead_letters_waiting", ""))
                            .isGreaterThanOrEqualTo(before + 2));

            admin.deleteRecords(Map.of(
                            new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1),
                            new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    Totals.now().at("/dead_letters/by_topic").has(topic))
                            .isFalse());
        }
    }
}
