package ordermill.notifications;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;
import ordermill.notifications.SentEmails.Unsent;

/** Mails that are not sent -> the metrics; each replica tells the same of all. */
@ApplicationScoped
class CountEmails {

    private static final Logger LOG = Logger.getLogger(CountEmails.class);
    private static final long EVERY = Duration.ofSeconds(5).toMillis();
    private static final Unsent NONE = new Unsent("", 0, 0);

    private final SentEmails sentEmails;
    private final Migrations migrations;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private volatile Map<String, Unsent> unsent = Map.of();
    private long timer;

    CountEmails(SentEmails sentEmails, Migrations migrations, MeterRegistry meters, Vertx vertx) {
        this.sentEmails = sentEmails;
        this.migrations = migrations;
        this.meters = meters;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent start) {
        for (String status : List.of(SentEmail.WAITING, "refused", "given_up")) {
            Gauge.builder("mails", () -> of(status).mails())
                    .tag("status", status)
                    .description("Mails that wait, were refused or given up, of all replicas.")
                    .register(meters);
        }
        Gauge.builder("mails.oldest.waiting", () -> of(SentEmail.WAITING).age())
                .baseUnit("seconds")
                .description("How long the mail waits that has been waiting for longest.")
                .register(meters);
        timer = vertx.setPeriodic(EVERY, tick -> count());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    private void count() {
        if (migrations.areDone()) {
            sentEmails
                    .unsent()
                    .subscribe()
                    .with(
                            this::keep,
                            failure -> LOG.debugf("mails could not be counted: %s", Failure.inWords(failure)));
        }
    }

    private void keep(List<Unsent> counted) {
        Map<String, Unsent> byStatus = new ConcurrentHashMap<>();
        counted.forEach(one -> byStatus.put(one.status(), one));
        unsent = byStatus;
    }

    private Unsent of(String status) {
        return unsent.getOrDefault(status, NONE);
    }
}
