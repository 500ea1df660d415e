package ordermill.notifications;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;

import ordermill.chassis.Fields;
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
        management.router().post(PATH).handler(this::sendAgain);
    }

    private void sendAgain(RoutingContext request) {
        Key key = new Key(request.pathParam("kind"), request.pathParam("id"));
        if (!KINDS.contains(key.kind()) || !Fields.isId(key.id())) {
            end(request, 404);
            return;
        }
        sentEmails
                .sendAgain(key)
                .subscribe()
                .with(
                        waits -> {
                            workers.wake();
                            end(request, waits ? 202 : 404);
                        },
                        failure -> end(request, 503));
    }

    private static void end(RoutingContext request, int status) {
        request.response().setStatusCode(status).end();
    }
}
