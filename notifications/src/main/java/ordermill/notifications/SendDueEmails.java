package ordermill.notifications;

import java.time.Duration;
import java.util.Optional;
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

import ordermill.chassis.Migrations;
import ordermill.chassis.Stop;

/**
 * The workers: each takes the mail that has been due for longest, sends it, and goes on until none is due. New mails wake
 * one, who wakes the next if it finds one; a timer wakes one for what has become due.
 */
@ApplicationScoped
class SendDueEmails {

    private static final long LOOK_EVERY = Duration.ofSeconds(1).toMillis();

    private final DueEmails dueEmails;
    private final SendEmail sendEmail;
    private final Pauses pauses;
    private final Migrations migrations;
    private final Stop stop;
    private final Vertx vertx;
    private final int most;
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final UnderWay underWay;
    private final SlowMails slowMails;
    private long timer;

    SendDueEmails(
            DueEmails dueEmails,
            SendEmail sendEmail,
            UnderWay underWay,
            Pauses pauses,
            Migrations migrations,
            Stop stop,
            Vertx vertx,
            @ConfigProperty(name = "notifications.parallel-mails") int most) {
        this.dueEmails = dueEmails;
        this.sendEmail = sendEmail;
        this.underWay = underWay;
        this.pauses = pauses;
        this.migrations = migrations;
        this.stop = stop;
        this.vertx = vertx;
        this.most = most;
        this.slowMails = new SlowMails(most, stop, failure -> pauses.begin(Pauses.QUEUE, failure));
    }

    void start(@Observes StartupEvent start) {
        timer = vertx.setPeriodic(LOOK_EVERY, tick -> wake());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
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
        boolean triedToo = underWay.tried() < (most + 1) / 2;
        return dueEmails
                .take(triedToo)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(this::send);
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
        if (stop.hasBegun()) {
            return dueEmails.release(email, Duration.ZERO).replaceWith(false);
        }
        if (!underWay.add(email)) {
            // The database was away for longer than a lease; who had it then still has it, and its answer perhaps.
            return Uni.createFrom().item(true);
        }
        return slowMails
                .waitFor(sendEmail.send(email).onTermination().invoke(() -> underWay.remove(email)))
                .replaceWith(true);
    }
}
