package ordermill.devservices;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;

/** The one mailbox for whatever recipient: counts every mail and keeps the newest, in memory. */
final class Inbox implements GreenMailUser {

    private static final int KEPT = 500;

    private final Deque<CaughtMail> newestFirst = new ArrayDeque<>();
    private MovingMessage last;
    private long count;

    synchronized long count() {
        return count;
    }

    synchronized List<CaughtMail> newestFirst() {
        return List.copyOf(newestFirst);
    }

    synchronized Optional<CaughtMail> find(String id) {
        return newestFirst.stream().filter(mail -> mail.id().equals(id)).findFirst();
    }

    @Override
    public synchronized void deliver(MovingMessage message) {
        if (message == last) {
            return; // GreenMail delivers once a recipient, in a row
        }
        last = message;
        var recipients =
                message.getToAddresses().stream().map(MailAddress::getEmail).toList();
        catchMail(message.getMessage(), recipients);
    }

    @Override
    public synchronized void deliver(MimeMessage message) {
        catchMail(message, List.of());
    }

    private void catchMail(MimeMessage message, List<String> recipients) {
        try {
            var mail = CaughtMail.of(Long.toString(count + 1), message, recipients, Instant.now());
            count++;
            newestFirst.addFirst(mail);
            if (newestFirst.size() > KEPT) {
                newestFirst.removeLast();
            }
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("unreadable mail", e);
        }
    }

    @Override
    public String getEmail() {
        return "everybody@localhost";
    }

    @Override
    public String getLogin() {
        return getEmail();
    }

    @Override
    public String getQualifiedMailboxName() {
        return getEmail();
    }

    @Override
    public String getPassword() {
        return "";
    }

    @Override
    public void create() {}

    @Override
    public void delete() {}

    @Override
    public void setPassword(String password) {}

    @Override
    public void authenticate(String password) {}
}
