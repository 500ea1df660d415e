package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

import org.junit.jupiter.api.Test;

class InboxTest {

    @Test
    void onlyTheNewestAreKept() throws Exception {
        var inbox = new Inbox();

        for (var i = 1; i <= 501; i++) {
            inbox.deliver(mail("mail " + i));
        }

        assertThat(inbox.count()).isEqualTo(501);
        assertThat(inbox.newestFirst()).hasSize(500);
        assertThat(inbox.newestFirst().get(0).subject()).isEqualTo("mail 501");
        assertThat(inbox.newestFirst().get(499).subject()).isEqualTo("mail 2");
    }

    private static MimeMessage mail(String subject) throws MessagingException {
        var message = new MimeMessage((Session) null);
        message.setSubject(subject);
        message.setText("text");
        message.saveChanges();
        return message;
    }
}
