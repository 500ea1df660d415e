package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fields;
import ordermill.testing.Health;
import ordermill.testing.Topics;

/** Promise 4, and promise 3's second half: neither poison nor a stranger's mailbox holds up a mail. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class NothingBlocksTest extends Scene {

    @Test
    void whatCannotBeReadIsADeadLetterAndItsNeighboursAreMailed() {
        String id = Confirmations.newId();
        byte[] key = {(byte) 0xff, 0, (byte) 0xfe, 1};
        byte[] large = "x".repeat(1_040_000).getBytes(StandardCharsets.UTF_8);

        topics().send(new ProducerRecord<>("order_confirmed", key, null));
        topics().send(new ProducerRecord<>("order_confirmed", id.getBytes(StandardCharsets.UTF_8), large));
        topics().send("order_confirmed", id, "no json");
        topics().send(
                        "order_confirmed",
                        id,
                        Confirmations.order(id).without("order_id").toString());
        topics().send(
                        "ride_confirmed",
                        id,
                        Confirmations.ride(id).put("pickup_time", "soon").toString());
        confirmOrder(id);
        confirmRide(id);

        orderEvent(id);
        rideEvent(id);
        assertThat(mailsTo(id)).hasSize(2);
        await().until(() -> topics().read("order_confirmed_dlq", id).size() == 3);
        assertThat(topics().read("order_confirmed_dlq", id))
                .extracting(Topics::reason)
                .anyMatch("order_id is missing"::equals)
                .allMatch(reason -> reason.startsWith("not JSON") || reason.equals("order_id is missing"));
        await().until(() -> topics().read("ride_confirmed_dlq", id).size() == 1);
        await().until(() ->
                topics().all("order_confirmed_dlq").stream().anyMatch(letter -> Arrays.equals(letter.key(), key)));
    }

    @Test
    void recipientWhoIsPutOffForEverHoldsUpNobodyAndTurnsNothingRed() {
        String putOff = Confirmations.newId();
        List<String> others = Stream.generate(Confirmations::newId).limit(30).toList();
        mailServer.answerAlways(
                Confirmations.addressOf(putOff),
                "452 4.2.2 <%s>: mailbox full".formatted(Confirmations.addressOf(putOff)));

        confirmOrder(putOff);
        others.forEach(Scene::confirmOrder);

        others.forEach(this::isSentOnce);
        assertThat(Health.isReady()).isTrue();
        await().until(() -> timesTried(putOff) >= 3);
        assertThat(row(putOff)).isEqualTo("waiting address_452 due");
        assertThat(topics().read("order_email_sent", putOff)).isEmpty();

        mailServer.reset();
        isSentOnce(putOff);
    }

    @Test
    void recipientToWhomTheMailServerSeemsAwayHoldsUpNobody() {
        String stranger = Confirmations.newId();
        mailServer.answerAlways(Confirmations.addressOf(stranger), "554 5.7.1 we do not like you");
        confirmOrder(stranger);
        Health.readinessBecomes(503);

        List<String> others = Stream.generate(Confirmations::newId).limit(10).toList();
        others.forEach(Scene::confirmOrder);

        others.forEach(this::isSentOnce);
        await().until(() -> "waiting address_554 due".equals(row(stranger)));
        Health.readinessBecomes(200);
        mailServer.reset();
        isSentOnce(stranger);
    }

    @Test
    void asManySlowRecipientsAsThereAreWorkersHoldUpNobody() {
        List<String> slow = Stream.generate(Confirmations::newId).limit(8).toList();
        slow.forEach(id -> mailServer.takeTime(Confirmations.addressOf(id), 60_000));
        slow.forEach(Scene::confirmOrder);
        await().until(() -> slow.stream().allMatch(id -> timesTried(id) == 1));
        String other = Confirmations.newId();

        confirmOrder(other);

        // Before the first of them is given up, after 6 s.
        await().atMost(Duration.ofSeconds(5)).until(() -> mailsTo(other).size() == 1);
        assertThat(slow).allSatisfy(id -> assertThat(timesTried(id)).isEqualTo(1));
        mailServer.reset();
        slow.forEach(this::isSentOnce);
    }

    @Test
    void waitIsLongerEachTime() {
        String putOff = Confirmations.newId();
        mailServer.answerAlways(Confirmations.addressOf(putOff), "450 4.2.0 greylisted");

        confirmOrder(putOff);

        await().until(() -> isNextTryWithin(putOff, 1, "2 s"));
        await().until(() -> isNextTryWithin(putOff, 2, "3 s"));
        await().until(() -> isNextTryWithin(putOff, 3, "3 s"));
    }

    /** As it is right after a try, when the wait has just begun. */
    private boolean isNextTryWithin(String id, int tries, String wait) {
        return "true".equals(text("""
                SELECT (tries = $2::text::int AND next_try_at BETWEEN now() + $3::text::interval - interval '0.9 s' AND now() + $3::text::interval)::text
                FROM notifications.sent_emails WHERE id = $1
                """, id, "" + tries, wait));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"items\":7}",
                "{\"items\":[null,[],{},1e90,true,\"\"]}",
                "{\"items\":[{\"name\":{\"a\":1},\"quantity\":{}},{\"sku\":[]}]}",
                "{\"name\":\"\\u0000\\u001b[2J\\r\\n.\\r\\n\\u2028\\u202e\\ud83c\"}",
                "{\"items\":[{\"name\":\"{order.address}\",\"quantity\":1e99}]}"
            })
    void whateverIsOrderedCanBeMailed(String details) {
        String id = Confirmations.newId();
        ObjectNode order = Confirmations.order(id);
        order.set(
                "order_details",
                Fields.OF_CLIENTS
                        .object(details.getBytes(StandardCharsets.UTF_8))
                        .put("kind", "food"));

        topics().send("order_confirmed", id, order.toString());

        isSentOnce(id);
    }

    @Test
    void orderAsLargeAsARecordCanBeIsMailedAndItsEventFits() {
        String id = Confirmations.newId();
        String order = Confirmations.order(id).toString();
        String large = order.replace(
                "\"items\":[", "\"items\":[%s".formatted("12e1,".repeat((1_048_000 - order.length()) / 5)));

        topics().send("order_confirmed", id, large);

        isSentOnce(id);
        assertThat(topics().read("order_email_sent", id).get(0).value().length).isLessThan(1_001_000);
        assertThat(mailsTo(id).get(0).source()).contains("and more");
    }

    @Test
    void loneMailDoesNotWaitForATimer() {
        String warmUp = Confirmations.newId();
        confirmOrder(warmUp);
        isSentOnce(warmUp);
        String id = Confirmations.newId();

        confirmOrder(id);

        await().atMost(Duration.ofMillis(700))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> mailsTo(id).size() == 1);
    }

    private long timesTried(String id) {
        return mailServer.recipients().stream()
                .filter(Confirmations.addressOf(id)::equals)
                .count();
    }
}
