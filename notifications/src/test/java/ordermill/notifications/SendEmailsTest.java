package ordermill.notifications;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flow on batches that the test builds, and on a mail server that says what the test wants. */
@QuarkusTest
@TestProfile(Servers.InMemoryProfile.class)
class SendEmailsTest {

    static Topics topics;

    Servers servers;

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector channels;

    @Inject
    SendOrderEmails sendOrderEmails;

    @Inject
    Pool pool;

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
    void orderDeliveredTwiceIsMailedOnceAndItsEventStaysTheSame() {
        String id = Confirmations.newId();

        deliver("order_confirmed", Confirmations.order(id), Confirmations.order(id));
        ObjectNode event = only("order_email_sent", id);
        deliver("order_confirmed", Confirmations.order(id));

        await().until(() -> topics.read("order_email_sent", id).size() == 2);
        assertThat(topics.read("order_email_sent", id))
                .allSatisfy(record -> assertThat(Json.object(record.value())).isEqualTo(event));
        assertThat(mailsTo(id)).hasSize(1);
        assertThat(mailsTo(id).get(0).source()).contains("\nMessage-ID: <order-%s@ordermill.example>".formatted(id));
    }

    @Test
    void rideDeliveredTwiceIsMailedOnceAndIsNoOrder() {
        String id = Confirmations.newId();

        deliver("order_confirmed", Confirmations.order(id));
        deliver("ride_confirmed", Confirmations.ride(id));
        ObjectNode event = only("ride_email_sent", id);
        deliver("ride_confirmed", Confirmations.ride(id));

        await().until(() -> topics.read("ride_email_sent", id).size() == 2);
        assertThat(Confirmations.faultsOf("ride_email_sent", event)).isEmpty();
        assertThat(mailsTo(id))
                .hasSize(2)
                .extracting(mail -> mail.source().contains("\nMessage-ID: <ride-"))
                .containsOnlyOnce(true);
    }

    @Test
    void twoHandlersOfTheSameOrderAtOnceMailItOnce() throws InterruptedException {
        String id = Confirmations.newId();
        ConsumerRecords<String, byte[]> batch = Confirmations.batch("order_confirmed", Confirmations.order(id));
        CountDownLatch done = new CountDownLatch(2);
        CountDownLatch arrived = servers.scripted().shutGate();

        sendOrderEmails.send(batch).subscribe().with(sent -> done.countDown());
        sendOrderEmails.send(batch).subscribe().with(sent -> done.countDown());
        assertThat(arrived.await(30, SECONDS)).isTrue();
        await().until(() -> claimsThatWait() == 1);
        servers.scripted().openGate();

        assertThat(done.await(30, SECONDS)).isTrue();
        assertThat(mailsTo(id)).hasSize(1);
        await().until(() -> topics.read("order_email_sent", id).size() == 2);
        assertThat(topics.read("order_email_sent", id))
                .extracting(record -> Json.object(record.value()))
                .containsOnly(
                        Json.object(topics.read("order_email_sent", id).get(0).value()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 <%s>: no such user",
                "550-5.1.1 The account %s\r\n550 5.1.1 does not exist",
                "553 5.1.3 bad address %s"
            })
    void addressThatIsRefusedForGoodIsAnEventAndTriedOnce(String answer) {
        String refused = Confirmations.newId();
        String taken = Confirmations.newId();
        String address = Confirmations.addressOf(refused);
        servers.scripted().answer(address, answer.formatted(address));

        deliver("order_confirmed", Confirmations.order(refused), Confirmations.order(taken));
        ObjectNode event = only("order_email_sent", refused);
        deliver("order_confirmed", Confirmations.order(refused));

        await().until(() -> topics.read("order_email_sent", refused).size() == 2);
        assertThat(only("order_email_sent", taken).get("status").booleanValue()).isTrue();
        assertThat(event.get("status").booleanValue()).isFalse();
        assertThat(event.get("reason").textValue()).isEqualTo("address_refused_" + answer.substring(0, 3));
        assertThat(Confirmations.faultsOf("order_email_sent", event)).isEmpty();
        assertThat(servers.scripted().recipients()).containsOnlyOnce(address);
        assertThat(statusOf(refused)).isEqualTo("refused");
        given().get("/q/metrics")
                .then()
                .body(containsString("notifications_mails_total{kind=\"order\",status=\"refused\"}"))
                .body(containsString("notifications_mails_total{kind=\"order\",status=\"sent\"}"));
    }

    @Test
    void contentThatIsRefusedForGoodStopsNobody() {
        String id = Confirmations.newId();
        servers.scripted().answer("content", "554 5.7.1 looks like spam to " + Confirmations.addressOf(id));

        deliver("order_confirmed", Confirmations.order(id));

        assertThat(only("order_email_sent", id).get("reason").textValue()).isEqualTo("mail_refused_554");
    }

    @Test
    void recipientWhoIsPutOffStopsNoOtherOfItsBatch() {
        String putOff = Confirmations.newId();
        List<String> others = Stream.generate(Confirmations::newId).limit(30).toList();
        String tryLater = "451 4.7.1 <%s> try again later".formatted(Confirmations.addressOf(putOff));
        servers.scripted().answer(Confirmations.addressOf(putOff), tryLater, tryLater, tryLater, tryLater);

        deliver(
                "order_confirmed",
                Stream.concat(Stream.of(putOff), others.stream())
                        .map(Confirmations::order)
                        .toArray(String[]::new));

        await().until(() -> others.stream().allMatch(id -> mailsTo(id).size() == 1));
        assertThat(mailsTo(putOff)).isEmpty();
        readinessIs(503);
        only("order_email_sent", putOff);
        assertThat(mailsTo(putOff)).hasSize(1);
        assertThat(others).allSatisfy(id -> assertThat(mailsTo(id)).hasSize(1));
        readinessIs(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "sender"})
    void mailServerThatRefusesUsIsAnOutage(String stage) {
        String id = Confirmations.newId();
        String no = "554 5.7.1 go away";
        servers.scripted().hangUp();
        servers.scripted().answer(stage, no, no, no, no);

        deliver("order_confirmed", Confirmations.order(id));

        readinessIs(503);
        assertThat(only("order_email_sent", id).get("status").booleanValue()).isTrue();
        assertThat(mailsTo(id)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mallory@customers.example\r\nBcc: eve@customers.example",
                "Tom\r\nX-Injected: yes <mallory@customers.example>",
                "no address"
            })
    void addressThatIsNoneIsRefusedAndNeverReachesTheServer(String address) {
        String id = Confirmations.newId();

        deliver("order_confirmed", Confirmations.order(id, address));

        assertThat(only("order_email_sent", id).get("reason").textValue()).isEqualTo("address_invalid");
        assertThat(servers.scripted().recipients()).noneMatch(to -> to.contains("mallory") || to.contains("eve"));
    }

    @Test
    void nameIsLeftOutOfTheAddressAndTextCannotEndTheMail() {
        String id = Confirmations.newId();
        String order = Confirmations.order(id, "Tom <%s>".formatted(Confirmations.addressOf(id)))
                .replace("tom_1", "tom\\n.\\nQUIT\\r\\n.\\r\\nX-Injected: yes");

        deliver("order_confirmed", order);

        only("order_email_sent", id);
        String source = mailsTo(id).get(0).source();
        assertThat(source).contains("To: " + Confirmations.addressOf(id) + "\n");
        assertThat(source.substring(0, source.indexOf("\n\n"))).doesNotContain("X-Injected");
        assertThat(source).contains("Thank you for your order.");
    }

    @Test
    void databaseThatGoesAwayWhileAMailIsHandedOverCostsNoSecondMail() throws InterruptedException {
        String id = Confirmations.newId();
        CountDownLatch arrived = servers.scripted().shutGate();

        deliver("order_confirmed", Confirmations.order(id));
        assertThat(arrived.await(30, SECONDS)).isTrue();
        servers.stopDatabase();
        servers.scripted().openGate();
        readinessIs(503);
        servers.startDatabase();

        only("order_email_sent", id);
        assertThat(mailsTo(id)).hasSize(1);
        assertThat(statusOf(id)).isEqualTo("sent");
    }

    @Test
    void eventOfAMailThatWasSentWhileTheBrokerIsAwayIsPublishedAfterIt() {
        String id = Confirmations.newId();

        servers.stopBroker();
        deliver("order_confirmed", Confirmations.order(id));
        await().until(() -> mailsTo(id).size() == 1);
        servers.startBroker();

        only("order_email_sent", id);
        assertThat(mailsTo(id)).hasSize(1);
    }

    private void deliver(String topic, String... values) {
        channels.source(topic).send(Confirmations.batch(topic, values));
    }

    private List<ScriptedMailServer.Taken> mailsTo(String id) {
        return servers.scripted().takenFor(Confirmations.addressOf(id));
    }

    private long claimsThatWait() {
        return pool.query("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notifications.sent_emails%'
                        """)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private String statusOf(String id) {
        List<String> found = new ArrayList<>();
        pool.preparedQuery("SELECT status FROM notifications.sent_emails WHERE kind = 'order' AND id = $1")
                .execute(Tuple.of(id))
                .await()
                .atMost(Duration.ofSeconds(10))
                .forEach(row -> found.add(row.getString(0)));
        return String.join(",", found);
    }

    private static ObjectNode only(String topic, String id) {
        await().until(() -> !topics.read(topic, id).isEmpty());
        assertThat(topics.read(topic, id)).hasSize(1);
        return Json.object(topics.read(topic, id).get(0).value());
    }

    private static void readinessIs(int status) {
        await().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
