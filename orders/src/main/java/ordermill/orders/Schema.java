package ordermill.orders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/** Brings this service's tables up to date at start, waiting for the database where it must; then the service is started. */
@Default
@Startup
@ApplicationScoped
class Schema implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Schema.class);
    private static final String NAME = "orders";

    private final Migrate migrate;
    private final CompletableFuture<Void> migrated = new CompletableFuture<>();

    Schema(Migrate migrate) {
        this.migrate = migrate;
    }

    void migrate(@Observes StartupEvent start) {
        migrate.run()
                .onFailure()
                .invoke(failure -> LOG.warnf("the schema %s waits for its database: %s", NAME, failure.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                .indefinitely()
                // What waited for the tables goes on from here, and not on the connection's thread.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .subscribe()
                .with(done -> migrated.complete(null));
    }

    boolean isMigrated() {
        return migrated.isDone();
    }

    /** Completes when the tables are there; a channel's work waits for it. */
    Uni<Void> migrated() {
        return Uni.createFrom().completionStage(migrated);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("schema " + NAME).status(isMigrated()).build();
    }
}
