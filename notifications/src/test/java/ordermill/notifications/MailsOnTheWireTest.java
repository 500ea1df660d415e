package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.testing.ScriptedMailServer;

/** What the mail server sees, byte for byte. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class MailsOnTheWireTest extends Scene {

    @Test
    void confirmedOrderIsMailedAsTextAndHtml() throws MessagingException, IOException {
        String id = Confirmations.newId();
        ObjectNode order = Confirmations.order(id);
        ((ObjectNode) order.path("order_details").path("items").get(0)).put("name", "Fish & <b>Chips</b> \ud83c\udf54");

        confirm(order);
        isSentOnce(id);

        MimeMessage mail = parsed(mailsTo(id).get(0));
        assertThat(mail.getMessageID()).isEqualTo("<order-%s@ordermill.example>".formatted(id));
        assertThat(mail.getFrom()[0]).hasToString("orders@ordermill.example");
        assertThat(mail.getSubject()).isEqualTo("Your order %s is confirmed".formatted(id));
        assertThat(part(mail, 0)).contains("Hello tom_1", "2 x Fish & <b>Chips</b> \ud83c\udf54", "Total: 9.00");
        assertThat(part(mail, 1)).contains("Hello tom_1", "Fish &amp; &lt;b&gt;Chips", "<strong>9.00</strong>");
    }

    @Test
    void confirmedRideIsMailedAsTextAndHtml() throws MessagingException, IOException {
        String id = Confirmations.newId();

        confirmRide(id);
        rideEvent(id);

        MimeMessage mail = parsed(mailsTo(id).get(0));
        assertThat(mail.getMessageID()).isEqualTo("<ride-%s@ordermill.example>".formatted(id));
        assertThat(part(mail, 0)).contains("driver_7 picks you up in 7 minutes");
        assertThat(part(mail, 1)).contains("<strong>driver_7</strong> picks you up in <strong>7 minutes</strong>");
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 73, 76, 78, 120, 200, 320})
    void headersAreNeverFoldedByABareLineFeed(int length) {
        String id = "o".repeat(24) + Confirmations.newId();
        String address = address(length);

        confirm(Confirmations.order(id, address));
        orderEvent(id);

        String source = mailServer
                .takenFor(address)
                .get(mailServer.takenFor(address).size() - 1)
                .source();
        assertThat(source)
                .contains("\r\nTo: " + address + "\r\n")
                .contains("\r\nSubject: Your order " + id + " is confirmed\r\n");
        assertThat(source.replace("\r\n", "")).doesNotContain("\n", "\r");
    }

    @Test
    void domainGoesOutAsPunycode() {
        String id = Confirmations.newId();

        confirm(Confirmations.order(id, "Tom <%s@b\u00fccher.example>".formatted(id)));
        orderEvent(id);

        String address = id + "@xn--bcher-kva.example";
        assertThat(mailServer.takenFor(address)).hasSize(1);
        assertThat(mailServer.takenFor(address).get(0).source()).contains("\r\nTo: " + address + "\r\n");
    }

    @Test
    void textCannotEndTheMailOrBecomeAHeader() {
        String id = Confirmations.newId();
        ObjectNode order = Confirmations.order(id);
        ((ObjectNode) order.path("order_details").path("items").get(0))
                .put("name", "burger\n.\nQUIT\r\n.\r\nX-Injected: yes");

        confirm(order);
        isSentOnce(id);

        String source = mailsTo(id).get(0).source();
        assertThat(source).doesNotContain("\nX-Injected").contains("Thank you for your order.");
        await().until(() -> mailsTo(id).size() == 1);
    }

    private static String address(int length) {
        String domain = "@" + "d".repeat(40) + ".customers.example";
        String local = "l".repeat(Math.min(length - domain.length(), 64));
        String middle = "d".repeat(50) + ".";
        String address = local + domain;
        while (address.length() + middle.length() <= length) {
            address = address.replace("@", "@" + middle);
        }
        int missing = length - address.length();
        return missing == 0 ? address : "l".repeat(missing) + address;
    }

    private static MimeMessage parsed(ScriptedMailServer.Taken mail) throws MessagingException {
        return new MimeMessage(
                (Session) null, new ByteArrayInputStream(mail.source().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String part(MimeMessage mail, int index) throws MessagingException, IOException {
        return ((Multipart) mail.getContent()).getBodyPart(index).getContent().toString();
    }
}
