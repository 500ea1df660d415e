package ordermill.notifications;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Publish;
import ordermill.chassis.Waiting;
import ordermill.notifications.DueEmail.Key;

/** The event of a mail that has had its end -> order_email_sent or ride_email_sent; then nothing is left to do with it. */
@ApplicationScoped
class TellEnd {

    private static final Logger LOG = Logger.getLogger(TellEnd.class);
    private static final Duration UNTIL_SOMEBODY_LOOKED = Duration.ofHours(1);

    private final DueEmails dueEmails;
    private final Publish publish;
    private final Waiting waiting;
    private final Pauses pauses;

    TellEnd(DueEmails dueEmails, Publish publish, Waiting waiting, Pauses pauses) {
        this.dueEmails = dueEmails;
        this.publish = publish;
        this.waiting = waiting;
        this.pauses = pauses;
    }

    Uni<Void> of(DueEmail email, String event) {
        Key key = email.key();
        var record = Publish.record(key.topic(), key.id(), event.getBytes(StandardCharsets.UTF_8));
        return waiting.limited(publish.inTrace(email.traceparent(), record))
                .onItemOrFailure()
                .transformToUni((sent, failure) -> failure == null ? published(key) : notPublished(email, failure));
    }

    private Uni<Void> published(Key key) {
        pauses.end(Pauses.EVENTS);
        return dueEmails.published(key);
    }

    private Uni<Void> notPublished(DueEmail email, Throwable failure) {
        if (Failure.of(failure) == Failure.OUTAGE) {
            pauses.begin(Pauses.EVENTS, failure);
            return dueEmails.release(email, DueEmails.A_LITTLE_AFTER_THE_NEW);
        }
        LOG.errorf("an event cannot be published: %s %s", email.key(), Failure.inWords(failure));
        return dueEmails.release(email, UNTIL_SOMEBODY_LOOKED);
    }
}
