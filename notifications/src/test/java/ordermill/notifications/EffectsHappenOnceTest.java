package ordermill.notifications;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Migrations;
import ordermill.chassis.Stop;
import ordermill.testing.Topics;

/** Promise 2: each mail is sent once. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class EffectsHappenOnceTest extends Scene {

    @Inject
    DueEmails dueEmails;

    @Inject
    SendEmail sendEmail;

    @Inject
    UnderWay underWay;

    @Inject
    Pauses pauses;

    @Inject
    Migrations migrations;

    @Inject
    Stop stop;

    @Inject
    Vertx vertx;

    @Test
    void redeliveredOrderIsMailedOnceAndItsEventPublishedAgain() {
        String id = Confirmations.newId();

        confirmOrder(id);
        orderEvent(id);
        confirmOrder(id);

        event("order_email_sent", id, 2);
        assertThat(mailsTo(id)).hasSize(1);
        assertThat(mailsTo(id).get(0).source())
                .contains("\r\nMessage-ID: <order-%s@ordermill.example>\r\n".formatted(id));
    }

    @Test
    void redeliveredRideIsMailedOnceAndIsNoOrder() {
        String id = Confirmations.newId();

        confirmOrder(id);
        confirmRide(id);
        rideEvent(id);
        confirmRide(id);

        event("ride_email_sent", id, 2);
        orderEvent(id);
        assertThat(mailsTo(id))
                .hasSize(2)
                .extracting(mail -> mail.source().contains("\r\nMessage-ID: <ride-"))
                .containsOnlyOnce(true);
    }

    @Test
    void twoReplicasWorkersMailEachOnce() {
        List<String> ids = Stream.generate(Confirmations::newId).limit(300).toList();
        mailServer.takeTime("content", 20);
        var replica = new SendDueEmails(dueEmails, sendEmail, underWay, pauses, migrations, stop, vertx, 8);
        replica.start(null);

        topics().send(ids.stream()
                .map(id -> Topics.record(
                        "order_confirmed", id, Confirmations.order(id).toString()))
                .toList());
        await().until(() -> ids.stream().allMatch(id -> !mailsTo(id).isEmpty()));
        ids.forEach(Scene::orderEvent);
        replica.stop();

        assertThat(ids).allSatisfy(id -> assertThat(mailsTo(id)).hasSize(1));
    }

    @Test
    void mailThatAnotherWorkerHasTakenIsLeftToItUntilItsLeaseIsOver() {
        String id = Confirmations.newId();

        queue(id, "0 s", "5 s");

        isSentOnce(id);
        assertThat(text("""
                SELECT (sent_at - first_seen >= interval '5 s')::text
                FROM notifications.sent_emails WHERE id = $1
                """, id)).isEqualTo("true");
    }

    @Test
    void leaseThatEndsWhileTheMailIsUnderWayCostsNoSecondMailInItsProcess() throws InterruptedException {
        String id = Confirmations.newId();
        CountDownLatch arrived = mailServer.shutGate();

        confirmOrder(id);
        assertThat(arrived.await(30, SECONDS)).isTrue();
        // As it is after an outage of the database.
        change("UPDATE notifications.sent_emails SET next_try_at = now() WHERE id = $1", id);
        await().until(() -> "2".equals(text("SELECT takes::text FROM notifications.sent_emails WHERE id = $1", id)));
        // As it comes who had it before.
        DueEmail before =
                new DueEmail(new DueEmail.Key("order", id), "waiting", "", "", null, null, 0, 1, Duration.ZERO);
        dueEmails.release(before, Duration.ZERO).await().indefinitely();
        dueEmails.putOff(before, Duration.ZERO, "late").await().indefinitely();
        assertThat(text("""
                SELECT (next_try_at > now() + interval '20 s' AND tries = 0)::text
                FROM notifications.sent_emails WHERE id = $1
                """, id)).isEqualTo("true");
        mailServer.openGate();

        isSentOnce(id);
    }

    @Test
    void databaseThatGoesAwayWhileAMailIsHandedOverCostsNoSecondMail() throws InterruptedException {
        String id = Confirmations.newId();
        CountDownLatch arrived = mailServer.shutGate();

        confirmOrder(id);
        assertThat(arrived.await(30, SECONDS)).isTrue();
        servers.stopDatabase();
        mailServer.openGate();
        await().until(() -> mailsTo(id).size() == 1);
        servers.startDatabase();

        isSentOnce(id);
    }

    @Test
    void eventThatWasStoredAndNotPublishedIsPublishedLaterAndNothingIsMailed() {
        String id = Confirmations.newId();
        confirmOrder(id);
        isSentOnce(id);

        // As a process leaves it that dies between the row and the record.
        change("UPDATE notifications.sent_emails SET next_try_at = now() WHERE id = $1", id);

        event("order_email_sent", id, 2);
        assertThat(mailsTo(id)).hasSize(1);
        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("sent null done"));
    }
}
