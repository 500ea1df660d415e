package ordermill.notifications;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;
import ordermill.chassis.Stop;

/**
 * The workers: each takes the mail that has been due for longest, sends it, and goes on until none is due. New mails wake
 * one, who wakes the next if it finds one; a timer wakes one for what has become due.
 */
@ApplicationScoped
class SendDueEmails {

    private static final Logger LOG = Logger.getLogger(SendDueEmails.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toMillis();
    private static final long KEEP_EVERY = Duration.ofSeconds(10).toMillis();

    private final DueEmails dueEmails;
    private final SendEmail sendEmail;
    private final Pauses pauses;
    private final Migrations migrations;
    private final Stop stop;
    private final Vertx vertx;
    private final int most;
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final Set<DueEmail.Key> underWay = ConcurrentHashMap.newKeySet();
    private long lookTimer;
    private long keepTimer;

    SendDueEmails(
            DueEmails dueEmails,
            SendEmail sendEmail,
            Pauses pauses,
            Migrations migrations,
            Stop stop,
            Vertx vertx,
            @ConfigProperty(name = "notifications.parallel-mails") int most) {
        this.dueEmails = dueEmails;
        this.sendEmail = sendEmail;
        this.pauses = pauses;
        this.migrations = migrations;
        this.stop = stop;
        this.vertx = vertx;
        this.most = most;
    }

    void start(@Observes StartupEvent start) {
        lookTimer = vertx.setPeriodic(LOOK_EVERY, timer -> wake());
        keepTimer = vertx.setPeriodic(KEEP_EVERY, timer -> keepWhatIsUnderWay());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(lookTimer);
        vertx.cancelTimer(keepTimer);
    }

    /** Something may be due. */
    void wake() {
        wanted.set(true);
        begin();
    }

    private void begin() {
        if (stop.hasBegun() || !migrations.areDone() || !pauses.areOver()) {
            return;
        }
        if (workers.incrementAndGet() > most) {
            workers.decrementAndGet();
        } else {
            work();
        }
    }

    private void work() {
        wanted.set(false);
        stop.letEnd(this::sendOne).subscribe().with(this::goOn, failure -> {
            pauses.begin(Pauses.QUEUE, failure);
            workers.decrementAndGet();
        });
    }

    private void goOn(boolean found) {
        if (found && pauses.areOver()) {
            begin();
            work();
            return;
        }
        workers.decrementAndGet();
        // Whoever woke us while all workers were busy found none to begin.
        if (wanted.get()) {
            begin();
        }
    }

    /** Whether one was due. */
    private Uni<Boolean> sendOne() {
        return dueEmails.take().emitOn(Infrastructure.getDefaultWorkerPool()).chain(this::send);
    }

    private Uni<Boolean> send(Optional<DueEmail> due) {
        pauses.end(Pauses.QUEUE);
        if (due.isEmpty()) {
            pauses.nothingToDo();
            return Uni.createFrom().item(false);
        }
        if (pauses.areNone()) {
            begin();
        }
        DueEmail email = due.get();
        underWay.add(email.key());
        return sendEmail
                .send(email)
                .onTermination()
                .invoke(() -> underWay.remove(email.key()))
                .replaceWith(true);
    }

    private void keepWhatIsUnderWay() {
        if (!underWay.isEmpty()) {
            dueEmails
                    .keep(underWay)
                    .subscribe()
                    .with(
                            kept -> {},
                            failure -> LOG.warnf("mails under way could not be kept: %s", Failure.inWords(failure)));
        }
    }
}
