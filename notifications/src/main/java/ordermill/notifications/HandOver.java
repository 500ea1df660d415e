package ordermill.notifications;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import ordermill.chassis.watching.Traces;
import ordermill.notifications.mail.Answer;
import ordermill.notifications.mail.MailServer;

/** A mail that is due -> the mail server's answer, as a span of the trace that the mail is sent in. */
@ApplicationScoped
class HandOver {

    private final WriteMail writeMail;
    private final MailServer mailServer;
    private final Traces traces;

    HandOver(WriteMail writeMail, MailServer mailServer, Traces traces) {
        this.writeMail = writeMail;
        this.mailServer = mailServer;
        this.traces = traces;
    }

    Uni<Answer> of(DueEmail email) {
        return traces.call(
                "mail",
                "smtp",
                email.traceparent(),
                () -> mailServer.take(writeMail.about(email.confirmed(), email.messageId()), email.tries() > 0));
    }
}
