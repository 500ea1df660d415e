package ordermill.notifications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;

/** The mails that this replica has taken; while they are under way no lease of theirs ends. */
@ApplicationScoped
class UnderWay {

    private static final Logger LOG = Logger.getLogger(UnderWay.class);
    private static final long KEEP_EVERY = Duration.ofSeconds(10).toMillis();

    private final Map<DueEmail.Key, DueEmail> mails = new ConcurrentHashMap<>();
    private final DueEmails dueEmails;
    private final Vertx vertx;
    private long timer;

    UnderWay(DueEmails dueEmails, Vertx vertx) {
        this.dueEmails = dueEmails;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent start) {
        timer = vertx.setPeriodic(KEEP_EVERY, tick -> keep());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Whether it was not under way already: that is so where the database was away for longer than a lease. */
    boolean add(DueEmail email) {
        return mails.put(email.key(), email) == null;
    }

    void remove(DueEmail email) {
        mails.remove(email.key());
    }

    /** How many of them were tried before. */
    long tried() {
        return mails.values().stream().filter(email -> email.tries() > 0).count();
    }

    private void keep() {
        if (!mails.isEmpty()) {
            dueEmails
                    .keep(List.copyOf(mails.values()))
                    .subscribe()
                    .with(
                            kept -> {},
                            failure -> LOG.warnf("mails under way could not be kept: %s", Failure.inWords(failure)));
        }
    }
}
