package ordermill.notifications;

import java.time.Clock;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Mails one customer unless that was done before: the row is claimed, the mail handed over, the row committed. */
@ApplicationScoped
class MailOnce {

    private final SentEmails sentEmails;
    private final WriteMail writeMail;
    private final MailServer mailServer;
    private final String domain;
    private final Clock clock;
    private final MeterRegistry metrics;

    MailOnce(
            SentEmails sentEmails,
            WriteMail writeMail,
            MailServer mailServer,
            @ConfigProperty(name = "notifications.message-id-domain") String domain,
            Clock clock,
            MeterRegistry metrics) {
        this.sentEmails = sentEmails;
        this.writeMail = writeMail;
        this.mailServer = mailServer;
        this.domain = domain;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * What is stored about the mail now.
     *
     * @param handedOver by id, what the mail server has decided; it outlives a database that goes away before the commit
     */
    Uni<SentEmail> mail(Confirmed confirmed, Map<String, SentEmail> handedOver) {
        String messageId = "<%s-%s@%s>".formatted(confirmed.kind(), confirmed.id(), domain);
        SentEmail hoped = SentEmail.sent(confirmed, messageId, clock.instant());
        return sentEmails.recordOnce(hoped, () -> {
            SentEmail earlier = handedOver.get(confirmed.id());
            return earlier == null
                    ? handOver(confirmed, hoped).invoke(outcome -> handedOver.put(outcome.id(), outcome))
                    : Uni.createFrom().item(earlier);
        });
    }

    private Uni<SentEmail> handOver(Confirmed confirmed, SentEmail hoped) {
        return mailServer
                .take(writeMail.about(confirmed, hoped.messageId()))
                .map(answer -> answer instanceof MailServer.Refused refused ? hoped.refused(refused.reason()) : hoped)
                .invoke(outcome -> metrics.counter(
                                "notifications.mails", "kind", outcome.kind(), "status", outcome.status())
                        .increment());
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }
}
