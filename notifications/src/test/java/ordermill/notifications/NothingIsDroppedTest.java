package ordermill.notifications;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
