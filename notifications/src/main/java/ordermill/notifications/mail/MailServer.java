package ordermill.notifications.mail;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands mails to the mail server, each within a time limit, after which its connection is closed: it cannot arrive later. */
@ApplicationScoped
public class MailServer {

    private static final String TOO_LARGE = "message exceeds allowed size limit";

    private final Vertx vertx;
    private final MailSettings settings;
    private final Duration usualDelivery;
    private final Duration longestDelivery;
    private final Duration connectionLife;
    private final Deque<MailConnection> idle = new ConcurrentLinkedDeque<>();

    MailServer(
            Vertx vertx,
            MailSettings settings,
            @ConfigProperty(name = "notifications.usual-delivery") Duration usualDelivery,
            @ConfigProperty(name = "notifications.longest-delivery") Duration longestDelivery,
            @ConfigProperty(name = "notifications.connection-life") Duration connectionLife) {
        this.vertx = vertx;
        this.settings = settings;
        this.usualDelivery = usualDelivery;
        this.longestDelivery = longestDelivery;
        this.connectionLife = connectionLife;
    }

    /**
     * The answer to this mail; fails with {@link MailServerAway} where the next mail would fare the same.
     *
     * @param again whether it was put off before: it may be one that the mail server takes its time for
     */
    public Uni<Answer> take(Email email, boolean again) {
        Mailbox mailbox = Mailbox.of(email.address());
        if (mailbox instanceof Mailbox.None none) {
            return Uni.createFrom().item(new Answer.NoMailbox(none.reason()));
        }
        MailMessage message = message(email, ((Mailbox.Of) mailbox).address());
        return connection()
                .chain(connection -> send(connection, message, again ? longestDelivery : usualDelivery))
                .onItem()
                .<Answer>transform(sent -> new Answer.Taken())
                .onFailure()
                .recoverWithUni(MailServer::answer);
    }

    private Uni<MailConnection> connection() {
        MailConnection free = idle.poll();
        while (free != null && free.isOlderThan(connectionLife)) {
            cut(free);
            free = idle.poll();
        }
        return free != null ? Uni.createFrom().item(free) : MailConnection.deploy(vertx, settings.forOneConnection());
    }

    private Uni<Void> send(MailConnection connection, MailMessage message, Duration limit) {
        return connection
                .send(message)
                .ifNoItem()
                .after(limit)
                .failWith(TimeoutException::new)
                // Vert.x gives a connection up after a refusal, and waits for the server to do so too.
                .onFailure()
                .call(connection::cut)
                // Its host may be gone, and theirs is the same.
                .onFailure(failure -> !(failure instanceof SMTPException))
                .invoke(this::cutIdle)
                .invoke(() -> idle.push(connection));
    }

    private void cutIdle() {
        for (MailConnection one = idle.poll(); one != null; one = idle.poll()) {
            cut(one);
        }
    }

    private static void cut(MailConnection connection) {
        connection.cut().subscribe().with(cut -> {}, failure -> {});
    }

    private MailMessage message(Email email, String address) {
        var message = new MailMessage()
                .setFrom(settings.from())
                .setBounceAddress(settings.bounceAddress())
                .setTo(address)
                .setText(email.text())
                .setHtml(email.html());
        // Vert.x folds what it writes itself, and with a bare line feed, which strict servers refuse.
        message.addHeader("To", address);
        message.addHeader("Subject", email.subject());
        message.addHeader("Message-ID", email.messageId());
        return message.addHeader("Auto-Submitted", "auto-generated");
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return MailServerAway.NO_ANSWER;
        }
        // Of its certificate, or a first byte that is not of TLS.
        return failure instanceof SSLException ? "not_trusted" : "no_connection";
    }

    private static Uni<Answer> answer(Throwable failure) {
        if (failure instanceof SMTPException answer) {
            Reply reply = Reply.of(answer);
            if (reply.isTaken()) {
                return Uni.createFrom().item(new Answer.Taken());
            }
            return reply.isAboutUs()
                    ? Uni.createFrom().failure(new MailServerAway(reply.reason()))
                    : Uni.createFrom().item(reply.aboutTheMail());
        }
        if (TOO_LARGE.equals(failure.getMessage())) {
            return Uni.createFrom().item(new Answer.Refused("mail_too_large"));
        }
        return Uni.createFrom().failure(new MailServerAway(reason(failure)));
    }
}
