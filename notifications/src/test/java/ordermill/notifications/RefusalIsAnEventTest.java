package ordermill.notifications;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.Management;

/** Promise 5: a mail that will never be sent is a row and an event with a reason, which has no address. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class RefusalIsAnEventTest extends Scene {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 <%s>: no such user",
                "550-5.1.1 The account %s\r\n550 5.1.1 does not exist",
                "553 5.1.3 bad address %s",
                "500 %s is unknown here",
                "523 the recipient's mailbox is full",
                "571 5.1.1 %s unknown"
            })
    void addressThatIsRefusedForGoodIsTriedOnceAndHoldsUpNobody(String answer) {
        String refused = Confirmations.newId();
        String other = Confirmations.newId();
        String address = Confirmations.addressOf(refused);
        mailServer.answerAlways(address, answer.formatted(address));

        confirmOrder(refused);
        confirmOrder(other);
        isRefused(refused, "address_refused_" + answer.substring(0, 3));
        confirmOrder(refused);

        event("order_email_sent", refused, 2);
        isSentOnce(other);
        assertThat(mailServer.recipients()).containsOnlyOnce(address);
    }

    @Test
    void contentThatIsRefusedForGoodHoldsUpNobody() {
        String refused = Confirmations.newId();
        String other = Confirmations.newId();
        mailServer.answer("content", "554 5.6.0 broken, says " + Confirmations.addressOf(refused));

        confirmOrder(refused);
        isRefused(refused, "mail_refused_554");
        confirmOrder(other);

        isSentOnce(other);
    }

    @ParameterizedTest
    @CsvSource({
        "no address, address_invalid",
        "'a@customers.example,b@customers.example', address_invalid",
        "b\u00fccher@customers.example, address_needs_smtputf8",
        "tom@customers\uff1e.example, address_invalid",
    })
    void addressThatIsNoneIsRefusedAndNeverReachesTheServer(String address, String reason) {
        String id = Confirmations.newId();

        confirm(Confirmations.order(id, address));

        isRefused(id, reason);
    }

    @Test
    void mailThatIsPutOffForTooLongIsGivenUp() {
        String id = Confirmations.newId();
        mailServer.answerAlways(Confirmations.addressOf(id), "450 4.1.2 domain not found");
        confirmOrder(id);
        await().until(() -> "waiting address_450 due".equals(row(id)));

        change("UPDATE notifications.sent_emails SET first_seen = first_seen - interval '6 days' WHERE id = $1", id);

        ObjectNode event = orderEvent(id);
        assertThat(event.get("status").booleanValue()).isFalse();
        assertThat(event.get("reason").textValue()).isEqualTo("given_up_address_450");
        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("given_up given_up_address_450 done"));
    }

    @Test
    void staffCanLetARefusedMailWaitAgain() {
        String id = Confirmations.newId();
        mailServer.answer(Confirmations.addressOf(id), "550 5.1.1 no such user");
        confirmOrder(id);
        isRefused(id, "address_refused_550");

        sendAgain(id, 202);

        await().until(() -> topics().read("order_email_sent", id).size() == 2);
        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("sent null done"));
        assertThat(mailsTo(id)).hasSize(1);
        sendAgain(id, 404);
        sendAgain(Confirmations.newId(), 404);
        sendAgain("%00", 404);
        given().post("/q/emails/order/" + id + "/send-again").then().statusCode(404);
    }

    @Test
    void staffIsToldByAProblemWhatIsNotThere() {
        for (String path : List.of(
                "/emails/order/" + Confirmations.newId() + "/send-again",
                "/emails/order/%00/send-again",
                "/emails/letter/x/send-again",
                "/emails/order/x")) {
            given().urlEncodingEnabled(false)
                    .post(Management.address(path))
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("status", is(404));
        }
        given().delete(Management.address("/emails/order/x/send-again"))
                .then()
                .statusCode(405)
                .header("Allow", "POST")
                .contentType("application/problem+json")
                .body("detail", is("this address does not take this method"));
    }

    @Test
    void metricsTellHowManyMailsAreInWhichState() {
        String refused = Confirmations.newId();
        String waiting = Confirmations.newId();
        mailServer.answer(Confirmations.addressOf(refused), "550 5.1.1 no such user");
        mailServer.answerAlways(Confirmations.addressOf(waiting), "450 4.2.1 not now");
        confirmOrder(refused);
        confirmOrder(waiting);
        isRefused(refused, "address_refused_550");

        await().untilAsserted(() -> assertThat(
                        given().get(Management.address("/metrics")).asString())
                .contains("notifications_mails_total{kind=\"order\",status=\"refused\"}")
                .contains("mails{status=\"waiting\"} 1.0")
                .containsPattern("mails\\{status=\"refused\"} [1-9]")
                .containsPattern("mails_oldest_waiting_seconds [1-9]"));
    }

    @Test
    void mailThatIsTooLargeForTheServerIsRefused() {
        String id = Confirmations.newId();
        mailServer.answerAlways("EHLO", "250-here\r\n250-PIPELINING\r\n250 SIZE 200");
        mailServer.hangUp();

        confirmOrder(id);

        isRefused(id, "mail_too_large");
        mailServer.reset();
        mailServer.hangUp();
    }

    @Test
    void mailThatGrewOldInAnOutageIsNotGivenUpAtTheFirstAnswer() {
        String id = Confirmations.newId();
        mailServer.answer(Confirmations.addressOf(id), "450 4.2.0 greylisted");

        queue(id, "-6 days", "0 s");

        isSentOnce(id);
    }

    private void isRefused(String id, String reason) {
        ObjectNode event = orderEvent(id);
        assertThat(event.get("status").booleanValue()).isFalse();
        assertThat(event.get("reason").textValue()).isEqualTo(reason);
        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("refused " + reason + " done"));
        assertThat(mailsTo(id)).isEmpty();
    }
}
