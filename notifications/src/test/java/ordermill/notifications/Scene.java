package ordermill.notifications;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import ordermill.chassis.Fields;
import ordermill.testing.Health;
import ordermill.testing.Management;
import ordermill.testing.ScriptedMailServer;
import ordermill.testing.Servers;
import ordermill.testing.Topics;
import ordermill.testing.contract.Contract;

/** The service on a real broker, a real database and a mail server that says what the test wants. No log line has an address. */
abstract class Scene {

    /** One application for all tests on it; its waits are short. */
    public static class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("notifications.waits", "2s,3s");
            settings.put("notifications.usual-delivery", "6s");
            settings.put("notifications.longest-delivery", "12s");
            settings.put("notifications.connection-life", "2s");
            return settings;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return Stream.concat(
                            super.testResources().stream(), Stream.of(new TestResourceEntry(MailServerOfTests.class)))
                    .toList();
        }
    }

    private static Topics topics;

    Servers servers;
    ScriptedMailServer mailServer;

    @Inject
    Pool pool;

    private LogLines log;

    @BeforeEach
    void begin() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
        if (topics == null) {
            topics = new Topics(servers.bootstrapServers());
        }
        Health.readinessBecomes(200);
        log = new LogLines();
    }

    @AfterEach
    void end() {
        log.close();
        servers.startWhatIsStopped();
        mailServer.reset();
        assertThat(log.all()).noneMatch(line -> line.contains("customers.example"));
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        topics = null;
    }

    static Topics topics() {
        return topics;
    }

    static void confirmOrder(String id) {
        confirm(Confirmations.order(id));
    }

    static void confirmRide(String id) {
        topics.send("ride_confirmed", id, Confirmations.ride(id).toString());
    }

    static void confirm(ObjectNode order) {
        topics.send("order_confirmed", order.path("order_id").asText(), order.toString());
    }

    /** The one event that tells the end of the order's mail, within its contract. */
    static ObjectNode orderEvent(String id) {
        return event("order_email_sent", id, 1);
    }

    static ObjectNode rideEvent(String id) {
        return event("ride_email_sent", id, 1);
    }

    /** The event, when it stands there so many times, each like the other. */
    static ObjectNode event(String topic, String id, int times) {
        await().untilAsserted(() -> assertThat(topics.read(topic, id)).hasSizeGreaterThanOrEqualTo(times));
        var records = topics.read(topic, id);
        assertThat(records).hasSize(times);
        assertThat(records).extracting(Topics::value).containsOnly(Topics.value(records.get(0)));
        byte[] value = records.get(0).value();
        assertThat(Contract.of("notifications", topic).published().why(value)).isEmpty();
        return Fields.OF_SERVICES.object(value);
    }

    List<ScriptedMailServer.Taken> mailsTo(String id) {
        return mailServer.takenFor(Confirmations.addressOf(id));
    }

    void isSentOnce(String id) {
        assertThat(orderEvent(id).get("status").booleanValue()).isTrue();
        assertThat(mailsTo(id)).hasSize(1);
        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("sent null done"));
    }

    /** Status, reason, and whether something is left to do with it. */
    String row(String id) {
        return text("""
                SELECT status || ' ' || coalesce(reason, 'null')
                    || CASE WHEN next_try_at IS NULL THEN ' done' ELSE ' due' END
                FROM notifications.sent_emails WHERE kind = 'order' AND id = $1
                """, id);
    }

    void sendAgain(String id, int status) {
        given().urlEncodingEnabled(false)
                .post(Management.address("/emails/order/" + id + "/send-again"))
                .then()
                .statusCode(status);
    }

    /** As a worker leaves it that is killed: taken, and due when its lease is over. */
    void queue(String id, String firstSeen, String nextTryAt) {
        change("""
                INSERT INTO notifications.sent_emails
                    (kind, id, status, message_id, event, total_cost, first_seen, next_try_at)
                VALUES ('order', $1, 'waiting', '<taken>', $2, 9, now() + $3::text::interval, now() + $4::text::interval)
                """, id, """
                {"order_id":"%s","user_id":"tom_1","user_email":"%s","order_details":{"kind":"food"},"time":1}
                """.formatted(id, Confirmations.addressOf(id)), firstSeen, nextTryAt);
    }

    String text(String query, String... values) {
        return pool.preparedQuery(query)
                .execute(Tuple.from(List.of(values)))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString(0))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    void change(String statement, String... values) {
        int changed = pool.preparedQuery(statement)
                .execute(Tuple.from(List.of(values)))
                .await()
                .atMost(Duration.ofSeconds(10))
                .rowCount();
        assertThat(changed).isPositive();
    }
}
