package ordermill.notifications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Waiting;
import ordermill.notifications.SentEmail.GivenUp;
import ordermill.notifications.SentEmail.Refused;
import ordermill.notifications.SentEmail.Sent;
import ordermill.notifications.mail.Answer;
import ordermill.notifications.mail.MailServerAway;

/** A mail that is due -> the mail server; its answer -> the row. */
@ApplicationScoped
class SendEmail {

    private static final Logger LOG = Logger.getLogger(SendEmail.class);

    private final DueEmails dueEmails;
    private final HandOver handOver;
    private final Strangers strangers;
    private final TellEnd tellEnd;
    private final Waiting waiting;
    private final Pauses pauses;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<Duration> waits;
    private final Duration giveUpAfter;

    SendEmail(
            DueEmails dueEmails,
            HandOver handOver,
            Strangers strangers,
            TellEnd tellEnd,
            Waiting waiting,
            Pauses pauses,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "notifications.waits") List<Duration> waits,
            @ConfigProperty(name = "notifications.give-up-after") Duration giveUpAfter) {
        this.dueEmails = dueEmails;
        this.handOver = handOver;
        this.strangers = strangers;
        this.tellEnd = tellEnd;
        this.waiting = waiting;
        this.pauses = pauses;
        this.clock = clock;
        this.meters = meters;
        this.waits = waits;
        this.giveUpAfter = giveUpAfter;
    }

    /** Completes when the mail has its end, or its next try. */
    Uni<Void> send(DueEmail email) {
        if (!email.isWaiting()) {
            return tellEnd.of(email, email.event());
        }
        return Uni.createFrom()
                .deferred(() -> handOver.of(email))
                .onItemOrFailure()
                .transformToUni((answer, failure) -> failure == null ? follow(email, answer) : wait(email, failure));
    }

    private Uni<Void> follow(DueEmail email, Answer answer) {
        if (answer instanceof Answer.NoMailbox none) {
            return settle(email, new Refused(none.reason()));
        }
        if (answer instanceof Answer.Refused refused && strangers.isOneOfManyRefused()) {
            return wait(email, new MailServerAway(refused.reason()));
        }
        pauses.end(Pauses.MAIL_SERVER);
        strangers.answered(email.key());
        if (answer instanceof Answer.PutOff putOff) {
            return putOff(email, putOff.reason());
        }
        if (answer instanceof Answer.Refused refused) {
            return settle(email, new Refused(refused.reason()));
        }
        strangers.taken();
        return settle(email, new Sent());
    }

    private Uni<Void> wait(DueEmail email, Throwable failure) {
        if (!(failure instanceof MailServerAway away)) {
            LOG.errorf(Failure.withoutWords(failure), "a mail cannot be written: %s", email.key());
            return putOff(email, "unexpected");
        }
        Strangers.Failed failed = strangers.failed(email.key());
        if (failed.isStranger()) {
            return putOff(email, away.reason());
        }
        pauses.begin(Pauses.MAIL_SERVER, away);
        return away.isLate() && failed.times() > 1
                // From now on it may take the longer time: the mail server may be slow to all, and have taken it each
                // time.
                ? dueEmails.putOff(email, DueEmails.A_LITTLE_AFTER_THE_NEW, away.reason())
                : dueEmails.release(email, DueEmails.A_LITTLE_AFTER_THE_NEW);
    }

    /** Given up when it is old, and was tried often too: in an outage it only grew old. */
    private Uni<Void> putOff(DueEmail email, String reason) {
        return email.age().compareTo(giveUpAfter) >= 0 && email.tries() >= waits.size()
                ? settle(email, new GivenUp("given_up_" + reason))
                : dueEmails.putOff(email, waits.get(Math.min(email.tries(), waits.size() - 1)), reason);
    }

    /** What the mail server has decided is kept until it is stored: it would mail again who forgot it. */
    private Uni<Void> settle(DueEmail email, SentEmail outcome) {
        Instant now = clock.instant();
        String event = email.event(outcome, now);
        return waiting.until(Pauses.RESULTS, () -> dueEmails.settle(email.key(), outcome, now, event))
                .chain(settled -> {
                    if (!settled) {
                        // It had another end, or this one twice: what is stored is published by whoever takes it next.
                        return dueEmails.release(email, Duration.ZERO);
                    }
                    meters.counter("notifications.mails", "kind", email.key().kind(), "status", outcome.status())
                            .increment();
                    return tellEnd.of(email, event);
                });
    }
}
