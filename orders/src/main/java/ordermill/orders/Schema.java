package ordermill.orders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** Brings this service's tables up to date at start, waiting for the database where it must; then the service is started. */
@Default
@Startup
@ApplicationScoped
class Schema implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Schema.class);
    private static final String NAME = "orders";

    private final Flyway flyway;
    private final CompletableFuture<Void> migrated = new CompletableFuture<>();

    Schema(
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String username,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource("jdbc:" + url.replaceFirst("^vertx-reactive:", ""), username, password)
                .schemas(NAME)
                .locations("classpath:db")
                .load();
    }

    void migrate(@Observes StartupEvent start) {
        Uni.createFrom()
                .item(flyway::migrate)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(failure -> LOG.warnf("the schema %s waits for its database: %s", NAME, failure.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                .indefinitely()
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
