package ordermill.notifications;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Health;

/** Promise 3, first half: an outage costs no mail, and is seen. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class NothingIsDroppedTest extends Scene {

    @Test
    void mailServerAwayMakesMailsWaitAndEachIsSentOnceAfterIt() {
        List<String> ids = Stream.generate(Confirmations::newId).limit(40).toList();

        mailServer.goAway();
        ids.forEach(Scene::confirmOrder);
        Health.readinessBecomes(503);
        mailServer.comeBack();

        ids.forEach(this::isSentOnce);
        Health.readinessBecomes(200);
    }

    @ParameterizedTest
    @CsvSource({
        "greeting, 554 5.7.1 go away",
        "greeting, 421 4.3.2 shutting down",
        "sender, 550 5.7.1 relaying denied",
        "sender, 452 4.3.1 no room",
        "content, 451 4.3.0 queue file write error",
        "content, 421 4.7.0 too many connections"
    })
    void mailServerThatRefusesUsIsAnOutageAndDestroysNoMail(String place, String answer) {
        String id = Confirmations.newId();
        mailServer.hangUp();
        mailServer.answerAlways(place, answer);

        confirmOrder(id);
        Health.readinessBecomes(503);
        assertThat(row(id)).isEqualTo("waiting null due");
        mailServer.reset();

        isSentOnce(id);
        Health.readinessBecomes(200);
    }

    @Test
    void relayThatIsDeniedToEachRecipientIsAnOutageToo() {
        List<String> ids = Stream.generate(Confirmations::newId).limit(5).toList();
        ids.forEach(id -> mailServer.answerAlways(
                Confirmations.addressOf(id),
                "554 5.7.1 <%s>: Relay access denied".formatted(Confirmations.addressOf(id))));

        ids.forEach(Scene::confirmOrder);
        Health.readinessBecomes(503);
        await().until(() -> mailServer.recipients().stream()
                        .filter(to -> to.equals(Confirmations.addressOf(ids.get(0))))
                        .count()
                >= 2);
        assertThat(ids).allSatisfy(id -> assertThat(row(id)).isEqualTo("waiting null due"));
        mailServer.reset();

        ids.forEach(this::isSentOnce);
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 relay not permitted", "553 sorry (#5.7.1)", "550 Host is in blacklist"})
    void mailServerThatRefusesOneAfterTheOtherIsAnOutageAlthoughItDoesNotSaySo(String answer) {
        List<String> ids = Stream.generate(Confirmations::newId).limit(20).toList();
        ids.forEach(id -> mailServer.answerAlways(Confirmations.addressOf(id), answer));

        ids.forEach(Scene::confirmOrder);
        Health.readinessBecomes(503);
        mailServer.reset();

        await().until(() -> ids.stream().noneMatch(id -> row(id).endsWith("due")));
        List<String> refused =
                ids.stream().filter(id -> row(id).startsWith("refused")).toList();
        assertThat(refused).hasSizeBetween(1, 10);
        refused.forEach(id -> sendAgain(id, 202));
        assertThat(ids).allSatisfy(id -> await().until(() -> row(id).equals("sent null done")));
        assertThat(ids).allSatisfy(id -> assertThat(mailsTo(id)).hasSize(1));
        Health.readinessBecomes(200);
    }

    @Test
    void addressThatIsNoneDoesNotMakeStrangersOfThoseWhoWaitForTheMailServer() {
        String waits = Confirmations.newId();
        mailServer.goAway();
        confirmOrder(waits);
        Health.readinessBecomes(503);

        for (int tries = 0; tries < 3; tries++) {
            String none = Confirmations.newId();
            confirm(Confirmations.order(none, "t\u00f6m@customers.example"));
            await().until(() -> "refused address_needs_smtputf8 done".equals(row(none)));
            int taken = taken(waits);
            await().until(() -> taken(waits) > taken + 1);
            assertThat(row(waits)).isEqualTo("waiting null due");
        }

        mailServer.comeBack();
        isSentOnce(waits);
    }

    /** How often a worker has taken it. */
    private int taken(String id) {
        return Integer.parseInt(text("SELECT takes::text FROM notifications.sent_emails WHERE id = $1", id));
    }

    @Test
    void mailServerThatTakesItsTimeForEveryMailIsGivenIt() {
        String id = Confirmations.newId();
        mailServer.takeTime(Confirmations.addressOf(id), 8_000);

        confirmOrder(id);

        isSentOnce(id);
        assertThat(taken(id)).isGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA", "RSET"})
    void mailServerThatHangsUpInsteadOfAnAnswerIsNotWaitedFor(String command) {
        String before = Confirmations.newId();
        confirmOrder(before);
        isSentOnce(before);
        if (command.equals("EHLO")) {
            mailServer.hangUp();
        }
        String id = Confirmations.newId();
        mailServer.hangUpOnceAt(command);

        confirmOrder(id);

        // Sooner than it is given up.
        await().atMost(Duration.ofSeconds(5)).until(() -> mailsTo(id).size() == 1);
        isSentOnce(id);
        Health.readinessBecomes(200);
    }

    @Test
    void mailServerThatNeverAnswersIsHungUpOnAndTheMailSentAgain() throws InterruptedException {
        String id = Confirmations.newId();
        CountDownLatch arrived = mailServer.shutGate();

        confirmOrder(id);
        assertThat(arrived.await(30, SECONDS)).isTrue();
        Health.readinessBecomes(503);
        mailServer.openGate();

        // The server takes nothing from whom it can no longer tell so; who still waited would have mailed twice.
        isSentOnce(id);
        Health.readinessBecomes(200);
    }

    @Test
    void databaseAwayMakesMailsWaitAndReadinessRed() {
        String id = Confirmations.newId();

        servers.stopDatabase();
        confirmOrder(id);
        Health.readinessBecomes(503);
        servers.startDatabase();

        isSentOnce(id);
        assertThat(topics().read("order_confirmed_dlq", id)).isEmpty();
        Health.readinessBecomes(200);
    }

    @Test
    void eventOfAMailThatWasSentWhileKafkaIsAwayIsPublishedAfterIt() throws InterruptedException {
        String id = Confirmations.newId();
        CountDownLatch arrived = mailServer.shutGate();

        confirmOrder(id);
        assertThat(arrived.await(30, SECONDS)).isTrue();
        servers.stopBroker();
        mailServer.openGate();
        await().until(() -> mailsTo(id).size() == 1);
        servers.startBroker();

        isSentOnce(id);
        Health.readinessBecomes(200);
    }
}
