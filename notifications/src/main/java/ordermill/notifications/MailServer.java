package ordermill.notifications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Hands mails to the mail server. There is no time limit on a mail, since one that was given up might still be sent; a
 * connection that stays dead is a matter for liveness.
 */
@Default
@Liveness
@ApplicationScoped
class MailServer implements HealthCheck {

    /** What the mail server says to a mail; where it says neither, the same mail is to be tried again. */
    sealed interface Answer {}

    record Taken() implements Answer {}

    /** For good, with a reason that holds no address. */
    record Refused(String reason) implements Answer {}

    // How Vert.x begins its message says which command was answered; an update that changes it fails in the tests.
    private static final String TO_RECIPIENT = "recipient address not accepted";
    private static final String TO_CONTENT = "sending data failed";

    private final ReactiveMailer mailer;
    private final Duration longestDelivery;
    private final Map<Mail, Long> underWaySince = new ConcurrentHashMap<>();

    MailServer(
            ReactiveMailer mailer, @ConfigProperty(name = "notifications.longest-delivery") Duration longestDelivery) {
        this.mailer = mailer;
        this.longestDelivery = longestDelivery;
    }

    /** Sends the mail to its one recipient. */
    Uni<Answer> take(Mail mail) {
        String mailbox = Mailbox.of(mail.getTo().get(0));
        if (mailbox == null) {
            return Uni.createFrom().item(new Refused("address_invalid"));
        }
        mail.setTo(List.of(mailbox));
        return Uni.createFrom()
                .deferred(() -> {
                    underWaySince.put(mail, System.nanoTime());
                    return mailer.send(mail);
                })
                .onTermination()
                .invoke(() -> underWaySince.remove(mail))
                .<Answer>map(sent -> new Taken())
                .onFailure(MailServer::isRefusal)
                .recoverWithItem(failure -> refused((SMTPException) failure));
    }

    /** Whether a failed mail says nothing about the others. */
    static boolean concernsOneMail(Throwable failure) {
        return failure instanceof SMTPException answer
                && answer.getReplyCode() != 421
                && (isTo(TO_RECIPIENT, answer) || isTo(TO_CONTENT, answer));
    }

    /**
     * Codes that are about this address or this content; 500, 502, 503, 504, 521, 530 and the like are about the two
     * servers, and the same at another command is not about the recipient.
     */
    private static boolean isRefusal(Throwable failure) {
        if (!concernsOneMail(failure)) {
            return false;
        }
        int code = ((SMTPException) failure).getReplyCode();
        return code == 501 || code / 10 == 51 || code / 10 == 55;
    }

    private static boolean isTo(String command, SMTPException answer) {
        return answer.getMessage().startsWith(command);
    }

    private static Refused refused(SMTPException answer) {
        return new Refused((isTo(TO_RECIPIENT, answer) ? "address_refused_" : "mail_refused_") + answer.getReplyCode());
    }

    @Override
    public HealthCheckResponse call() {
        long now = System.nanoTime();
        boolean alive = underWaySince.values().stream().allMatch(since -> now - since < longestDelivery.toNanos());
        return HealthCheckResponse.named("mails arrive at the mail server")
                .status(alive)
                .build();
    }
}
