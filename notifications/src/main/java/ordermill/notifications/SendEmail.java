package ordermill.notifications;

import java.nio.charset.StandardCharsets;
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
import ordermill.chassis.Publish;
import ordermill.chassis.Waiting;
import ordermill.notifications.DueEmail.Key;
import ordermill.notifications.SentEmail.GivenUp;
import ordermill.notifications.SentEmail.Refused;
import ordermill.notifications.SentEmail.Sent;
import ordermill.notifications.mail.Answer;
import ordermill.notifications.mail.MailServerAway;

/** A mail that is due -> the mail server; its answer -> the row; the row's event -> order_email_sent or ride_email_sent. */
@ApplicationScoped
class SendEmail {

    private static final Logger LOG = Logger.getLogger(SendEmail.class);
    private static final Duration A_LITTLE_AFTER_THE_NEW = Duration.ofSeconds(1);
    private static final Duration UNTIL_SOMEBODY_LOOKED = Duration.ofHours(1);

    private final DueEmails dueEmails;
    private final HandOver handOver;
    private final Strangers strangers;
    private final Publish publish;
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
            Publish publish,
            Waiting waiting,
            Pauses pauses,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "notifications.waits") List<Duration> waits,
            @ConfigProperty(name = "notifications.give-up-after") Duration giveUpAfter) {
        this.dueEmails = dueEmails;
        this.handOver = handOver;
        this.strangers = strangers;
        this.publish = publish;
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
            return publish(email, email.event());
        }
        return Uni.createFrom()
                .deferred(() -> handOver.of(email))
                .onItemOrFailure()
                .transformToUni((answer, failure) -> failure == null ? follow(email, answer) : wait(email, failure));
    }

    private Uni<Void> follow(DueEmail email, Answer answer) {
        pauses.end(Pauses.MAIL_SERVER);
        strangers.answered(email.key());
        if (answer instanceof Answer.PutOff putOff) {
            return putOff(email, putOff.reason());
        }
        return settle(email, answer instanceof Answer.Refused refused ? new Refused(refused.reason()) : new Sent());
    }

    private Uni<Void> wait(DueEmail email, Throwable failure) {
        if (!(failure instanceof MailServerAway away)) {
            LOG.errorf(failure, "a mail cannot be written: %s", email.key());
            return putOff(email, "unexpected");
        }
        if (strangers.isOne(email.key())) {
            return putOff(email, away.reason());
        }
        pauses.begin(Pauses.MAIL_SERVER, away);
        return dueEmails.release(email.key(), A_LITTLE_AFTER_THE_NEW);
    }

    private Uni<Void> putOff(DueEmail email, String reason) {
        return email.age().compareTo(giveUpAfter) >= 0
                ? settle(email, new GivenUp("given_up_" + reason))
                : dueEmails.putOff(email.key(), waits.get(Math.min(email.tries(), waits.size() - 1)), reason);
    }

    /** What the mail server has decided is kept until it is stored: it would mail again who forgot it. */
    private Uni<Void> settle(DueEmail email, SentEmail outcome) {
        Instant now = clock.instant();
        String event = email.event(outcome, now);
        return waiting.until(Pauses.RESULTS, () -> dueEmails.settle(email.key(), outcome, now, event))
                .chain(settled -> {
                    if (!settled) {
                        // It had another end, or this one twice: what is stored is published by whoever takes it next.
                        return dueEmails.release(email.key(), Duration.ZERO);
                    }
                    meters.counter("notifications.mails", "kind", email.key().kind(), "status", outcome.status())
                            .increment();
                    return publish(email, event);
                });
    }

    private Uni<Void> publish(DueEmail email, String event) {
        Key key = email.key();
        var record = Publish.record(key.topic(), key.id(), event.getBytes(StandardCharsets.UTF_8));
        return waiting.limited(publish.inTrace(email.traceparent(), record))
                .onItemOrFailure()
                .transformToUni((sent, failure) -> failure == null ? published(key) : notPublished(key, failure));
    }

    private Uni<Void> published(Key key) {
        pauses.end(Pauses.EVENTS);
        return dueEmails.published(key);
    }

    private Uni<Void> notPublished(Key key, Throwable failure) {
        if (Failure.of(failure) == Failure.OUTAGE) {
            pauses.begin(Pauses.EVENTS, failure);
            return dueEmails.release(key, A_LITTLE_AFTER_THE_NEW);
        }
        LOG.errorf("an event cannot be published: %s %s %s", key.kind(), key.id(), Failure.inWords(failure));
        return dueEmails.release(key, UNTIL_SOMEBODY_LOOKED);
    }
}
