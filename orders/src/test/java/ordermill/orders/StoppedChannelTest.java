package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

/** A dead channel must not look healthy. In a class of its own, since the application does not live on after it. */
@QuarkusTest
class StoppedChannelTest {

    @Inject
    KafkaClientService kafka;

    @Test
    void channelThatStoppedTurnsReadinessRed() {
        readinessIs(200);

        kafka.getConsumer("journeys")
                .runOnPollingThread(consumer -> {
                    consumer.close();
                })
                .await()
                .atMost(Duration.ofSeconds(10));

        readinessIs(503);
    }

    private static void readinessIs(int status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
