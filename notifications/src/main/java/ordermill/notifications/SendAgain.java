package ordermill.notifications;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

import ordermill.chassis.Fields;
import ordermill.chassis.Problems;
import ordermill.notifications.DueEmail.Key;
import ordermill.notifications.confirmed.Confirmed;

/** Staff's {@code POST /q/emails/KIND/ID/send-again} on the management port -> a refused or given up mail waits again. */
@ApplicationScoped
class SendAgain {

    private static final String PATH = "/q/emails/:kind/:id/send-again";
    private static final Set<String> KINDS = Set.of(Confirmed.ORDER, Confirmed.RIDE);

    private final SentEmails sentEmails;
    private final SendDueEmails workers;

    SendAgain(SentEmails sentEmails, SendDueEmails workers) {
        this.sentEmails = sentEmails;
        this.workers = workers;
    }

    void serve(@Observes ManagementInterface management) {
        Problems.serve(management, HttpMethod.POST, PATH, this::sendAgain);
    }

    private void sendAgain(RoutingContext request) {
        Key key = new Key(request.pathParam("kind"), request.pathParam("id"));
        if (!KINDS.contains(key.kind()) || !Fields.isId(key.id())) {
            noSuchMail(request);
            return;
        }
        sentEmails
                .sendAgain(key)
                .subscribe()
                .with(
                        waits -> {
                            if (waits) {
                                workers.wake();
                                request.response().setStatusCode(202).end();
                            } else {
                                noSuchMail(request);
                            }
                        },
                        failure -> Problems.answer(request, 503, "the mail cannot be looked up now; ask again"));
    }

    private static void noSuchMail(RoutingContext request) {
        Problems.answer(request, 404, "no mail of this kind and id was refused or given up");
    }
}
