package ordermill.notifications.mail;

import java.time.Duration;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;

/**
 * One connection to the mail server, which is made anew where it broke. It is a verticle because the end of one closes
 * its sockets, also in the middle of a mail; the mail client alone would wait for the mail.
 */
final class MailConnection extends AbstractVerticle {

    private final MailConfig config;
    private final long began = System.nanoTime();
    private MailClient client;

    private MailConnection(MailConfig config) {
        this.config = config;
    }

    static Uni<MailConnection> deploy(Vertx vertx, MailConfig config) {
        MailConnection connection = new MailConnection(config);
        return Uni.createFrom()
                .completionStage(() -> vertx.deployVerticle(connection).toCompletionStage())
                .replaceWith(connection);
    }

    @Override
    public void start() {
        client = MailClient.create(vertx, config);
    }

    Uni<Void> send(MailMessage message) {
        return Uni.createFrom()
                .completionStage(() -> client.sendMail(message).toCompletionStage())
                .replaceWithVoid();
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - began > age.toNanos();
    }

    /** Closes it, whatever is under way; it is of no more use. */
    Uni<Void> cut() {
        return Uni.createFrom()
                .completionStage(() -> vertx.undeploy(deploymentID()).toCompletionStage())
                .invoke(() -> client.close());
    }
}
