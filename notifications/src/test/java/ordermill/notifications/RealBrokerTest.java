package ordermill.notifications;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.devservices.CaughtMail;

/** The service on a real broker, a real database and a real mail server, which the test takes away. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class RealBrokerTest {

    static Topics topics;

    Servers servers;

    LogLines log;

    @BeforeEach
    void connect() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
        if (topics == null) {
            topics = new Topics(servers.bootstrapServers());
        }
        readinessIs(200);
        log = new LogLines();
    }

    @AfterEach
    void logHasNoAddress() {
        log.close();
        assertThat(log.all()).noneMatch(line -> line.contains("customers.example"));
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        topics = null;
    }

    @Test
    void confirmedOrderIsMailedAsTextAndHtmlAndItsEventFitsTheSchema() {
        String id = Confirmations.newId();

        topics.send("order_confirmed", id, Confirmations.order(id));

        ObjectNode event = only("order_email_sent", id);
        CaughtMail mail = onlyMailTo(id);
        assertThat(mail.messageId()).isEqualTo("order-%s@ordermill.example".formatted(id));
        assertThat(mail.from()).isEqualTo("orders@ordermill.example");
        assertThat(mail.subject()).isEqualTo("Your order %s is confirmed".formatted(id));
        assertThat(mail.text()).contains("Hello tom_1", "2 x Fish & <b>Chips</b>", "Total: 9.00");
        assertThat(mail.html()).contains("Hello tom_1", "Fish &amp; &lt;b&gt;Chips", "<strong>9.00</strong>");
        assertThat(Confirmations.faultsOf("order_email_sent", event)).isEmpty();
        assertThat(event.get("status").booleanValue()).isTrue();
        assertThat(event.get("user_email").textValue()).isEqualTo(Confirmations.addressOf(id));
    }

    @Test
    void confirmedRideIsMailedAsTextAndHtmlAndItsEventFitsTheSchema() {
        String id = Confirmations.newId();

        topics.send("ride_confirmed", id, Confirmations.ride(id));

        ObjectNode event = only("ride_email_sent", id);
        CaughtMail mail = onlyMailTo(id);
        assertThat(mail.messageId()).isEqualTo("ride-%s@ordermill.example".formatted(id));
        assertThat(mail.text()).contains("driver_7 picks you up in 7 minutes");
        assertThat(mail.html()).contains("<strong>driver_7</strong> picks you up in <strong>7 minutes</strong>");
        assertThat(Confirmations.faultsOf("ride_email_sent", event)).isEmpty();
    }

    @Test
    void redeliveredOrderIsMailedOnceAndItsEventPublishedAgain() {
        String id = Confirmations.newId();

        topics.send("order_confirmed", id, Confirmations.order(id));
        ObjectNode event = only("order_email_sent", id);
        topics.send("order_confirmed", id, Confirmations.order(id));

        await().until(() -> topics.read("order_email_sent", id).size() == 2);
        assertThat(topics.read("order_email_sent", id))
                .allSatisfy(record -> assertThat(Json.object(record.value())).isEqualTo(event));
        onlyMailTo(id);
    }

    @Test
    void unreadableRecordsBecomeDeadLettersAndTheirNeighboursAreMailed() {
        String id = Confirmations.newId();
        String ride = Confirmations.newId();

        topics.send("order_confirmed", id, "no json");
        topics.sendBytes("order_confirmed", id, null);
        topics.send("order_confirmed", id, "{\"hello\":\"world\"}");
        topics.send("order_confirmed", id, Confirmations.order(id));
        topics.send("ride_confirmed", ride, "no json");
        topics.send("ride_confirmed", ride, Confirmations.ride(ride));

        only("order_email_sent", id);
        only("ride_email_sent", ride);
        onlyMailTo(id);
        onlyMailTo(ride);
        await().until(() -> topics.read("order_confirmed_dlq", id).size() == 3);
        await().until(() -> topics.read("ride_confirmed_dlq", ride).size() == 1);
        assertThat(topics.read("order_confirmed_dlq", id))
                .extracting(letter -> header(letter, "dead-letter-reason"))
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).startsWith("not JSON"),
                        reason -> assertThat(reason).isEqualTo("the value is null"),
                        reason -> assertThat(reason).isEqualTo("order_id is missing"));
        assertThat(topics.read("order_confirmed_dlq", id)).allSatisfy(letter -> {
            assertThat(header(letter, "dead-letter-topic")).isEqualTo("order_confirmed");
            assertThat(header(letter, "dead-letter-partition")).matches("\\d+");
            assertThat(header(letter, "dead-letter-offset")).matches("\\d+");
        });
    }

    @Test
    void mailServerAwayMakesMailsWaitAndReadinessRedAndEachIsMailedOnceAfterIt() {
        List<String> ids = Stream.generate(Confirmations::newId).limit(40).toList();

        servers.stopMailServer();
        ids.forEach(id -> topics.send("order_confirmed", id, Confirmations.order(id)));
        readinessIs(503);
        servers.startMailServer();

        ids.forEach(id -> only("order_email_sent", id));
        ids.forEach(this::onlyMailTo);
        assertThat(ids)
                .allSatisfy(
                        id -> assertThat(topics.read("order_confirmed_dlq", id)).isEmpty());
        readinessIs(200);
    }

    @Test
    void databaseAwayMakesMailsWaitAndReadinessRed() {
        String id = Confirmations.newId();

        servers.stopDatabase();
        topics.send("order_confirmed", id, Confirmations.order(id));
        readinessIs(503);
        servers.startDatabase();

        only("order_email_sent", id);
        onlyMailTo(id);
        assertThat(topics.read("order_confirmed_dlq", id)).isEmpty();
        readinessIs(200);
    }

    @Test
    void brokerAwayTurnsReadinessRedAndMailsGoOnAfterIt() {
        String id = Confirmations.newId();

        servers.stopBroker();
        readinessIs(503);
        servers.startBroker();
        topics.send("order_confirmed", id, Confirmations.order(id));

        only("order_email_sent", id);
        onlyMailTo(id);
        readinessIs(200);
    }

    private CaughtMail onlyMailTo(String id) {
        List<CaughtMail> mails = servers.mailCatcher().mails().stream()
                .filter(mail -> mail.to().contains(Confirmations.addressOf(id)))
                .toList();
        assertThat(mails).hasSize(1);
        return mails.get(0);
    }

    private static ObjectNode only(String topic, String id) {
        await().until(() -> !topics.read(topic, id).isEmpty());
        assertThat(topics.read(topic, id)).hasSize(1);
        return Json.object(topics.read(topic, id).get(0).value());
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void readinessIs(int status) {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
