package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

import ordermill.chassis.DeadLetters;
import ordermill.testing.Management;

/** An accepted order is decided or set going again, and what was refused is left in peace. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class NothingIsDroppedTest extends RealServers {

    @Test
    void orderWithoutADecisionIsPublishedAgainAsItWasAndADecidedOneIsNot() {
        var decided = Sample.order();
        var stuck = Sample.order();
        place(decided).statusCode(202);
        send(decided.then(Topics.ORDER_CONFIRMED));

        place(stuck).statusCode(202);

        await().until(() -> topics.read(Topics.ORDER_DETAILS, stuck.id()).size() == 2);
        var records = topics.read(Topics.ORDER_DETAILS, stuck.id());
        assertThat(records)
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsOnly(new String(records.get(0).value(), StandardCharsets.UTF_8));
        assertThat(topics.read(Topics.ORDER_DETAILS, decided.id())).hasSize(1);
        await().untilAsserted(() -> given().get(Management.address("/metrics"))
                .then()
                .body(containsString("orders_stuck"))
                .body(containsString("orders_republished_total")));
    }

    @Test
    void orderWhoseDeadLetterLostItsValueIsNotPublishedAgain() {
        var refused = Sample.of(Topics.ORDER_DETAILS);
        var stuck = Sample.of(Topics.ORDER_DETAILS);

        refuse(topics.send(refused.topic(), refused.id(), refused.text()), null);
        send(stuck);

        await().atMost(Duration.ofSeconds(40))
                .until(() -> topics.read(Topics.ORDER_DETAILS, stuck.id()).size() >= 3);
        assertThat(topics.read(Topics.ORDER_DETAILS, refused.id())).hasSize(1);
        journey(refused)
                .body("status", equalTo("unreadable"))
                .body("timeline.topic", equalTo(List.of(Topics.ORDER_DETAILS, Topics.ORDER_DETAILS_DLQ)));
    }

    @Test
    void orderIsNotGivenUpForTheDeadLetterOfAnotherUnderItsId() {
        var order = Sample.of(Topics.ORDER_DETAILS);
        send(order);
        statusBecomes(order, "placed");
        var other = Sample.of(Topics.ORDER_DETAILS).withId(order.id()).with("user_id", "somebody_else");

        refuse(topics.send(other.topic(), other.id(), other.text()), other);

        await().untilAsserted(() -> journey(order).body("timeline.topic", hasItem(Topics.ORDER_DETAILS_DLQ)));
        journey(order).body("status", equalTo("placed"));
        await().until(() -> topics.read(Topics.ORDER_DETAILS, order.id()).stream()
                        .filter(record -> new String(record.value(), StandardCharsets.UTF_8).equals(order.text()))
                        .count()
                >= 2);
    }

    @Test
    void unreadableOrderIsShownAsSuchByWhatItsDeadLetterStillSays() {
        var unreadable = Sample.of(Topics.ORDER_DETAILS).without("user_id");

        refuse(topics.send(unreadable.topic(), unreadable.id(), unreadable.text()), unreadable);

        statusBecomes(unreadable, "unreadable");
        assertThat(topics.read(Topics.ORDER_DETAILS, unreadable.id())).hasSize(1);
    }

    /** What transactions writes of a record that it cannot decide. */
    private static void refuse(RecordMetadata record, Sample value) {
        var letter = ordermill.testing.Topics.record(
                record.topic() + DeadLetters.SUFFIX, null, value == null ? null : value.text());
        letter.headers()
                .add(DeadLetters.TOPIC, record.topic().getBytes(StandardCharsets.UTF_8))
                .add(DeadLetters.PARTITION, Integer.toString(record.partition()).getBytes(StandardCharsets.UTF_8))
                .add(DeadLetters.OFFSET, Long.toString(record.offset()).getBytes(StandardCharsets.UTF_8));
        topics.send(letter);
    }

    @Test
    void journeyMovesOnlyForwardAndShowsEveryEventButNobodysData() {
        var order = Sample.order();
        place(order).statusCode(202);
        statusBecomes(order, "placed");

        send(order.then(Topics.ORDER_EMAIL_SENT));
        statusBecomes(order, "email_sent");
        send(order.then(Topics.ORDER_CONFIRMED));
        await().untilAsserted(() -> journey(order)
                .body(
                        "timeline.topic",
                        equalTo(List.of(Topics.ORDER_DETAILS, Topics.ORDER_EMAIL_SENT, Topics.ORDER_CONFIRMED))));

        journey(order)
                .body("status", equalTo("email_sent"))
                .body("timeline[0].offset", org.hamcrest.Matchers.greaterThanOrEqualTo(0));
        assertThat(journey(order).extract().asString()).doesNotContain("@").doesNotContain("tok_");
    }

    @Test
    void rejectedOrderSaysWhyInOurWordsAndNotInItsClients() {
        var order = Sample.order().with("reason", "call me").with("status", "confirmed");
        place(order).statusCode(202);
        statusBecomes(order, "placed");
        journey(order).body("reason", equalTo(null));

        send(order.then(Topics.ORDER_REJECTED).with("reason", "card_declined"));

        statusBecomes(order, "rejected");
        journey(order).body("reason", equalTo("card_declined"));
    }

    @Test
    void addressThatWasRefusedSaysWhy() {
        var order = Sample.order();
        place(order).statusCode(202);

        send(order.then(Topics.ORDER_EMAIL_SENT).with("status", false).with("reason", "550 5.1.1"));

        statusBecomes(order, "email_refused");
        journey(order).body("reason", equalTo("550 5.1.1"));
    }

    @Test
    void mailThatIsSentAtLastHasNoReasonAnyMore() {
        var order = Sample.order();
        place(order).statusCode(202);
        send(order.then(Topics.ORDER_EMAIL_SENT).with("status", false).with("reason", "550 5.1.1"));
        statusBecomes(order, "email_refused");

        send(order.then(Topics.ORDER_EMAIL_SENT));

        statusBecomes(order, "email_sent");
        journey(order).body("reason", equalTo(null));
    }
}
