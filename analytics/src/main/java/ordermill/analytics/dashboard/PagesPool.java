package ordermill.analytics.dashboard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Connections;

/** A few connections for pages, beside those for counting: whoever looks holds up nobody who counts. */
@Singleton
class PagesPool {

    /** The database ends a statement by itself when nobody waits for it any more. */
    private static final String STATEMENT_TIMEOUT = "statement_timeout";

    /** A connection that is silent for longer has lost its other end, or is not needed. */
    private static final Duration SILENT_AT_MOST = Duration.ofSeconds(20);

    private final Pool pool;

    /**
     * @param counting its being there means that the connections' settings are known
     */
    PagesPool(
            Connections connections,
            Pool counting,
            @ConfigProperty(name = "analytics.pages.connections") int maxSize,
            @ConfigProperty(name = "analytics.pages.limit") Duration limit) {
        counting.size();
        PgConnectOptions options = connections.options();
        options.addProperty(STATEMENT_TIMEOUT, Long.toString(limit.toMillis()));
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setReadIdleTimeout((int) SILENT_AT_MOST.toMillis());
        pool = new Pool(connections.beside(maxSize, options));
    }

    Pool pool() {
        return pool;
    }

    @PreDestroy
    void close() {
        pool.closeAndForget();
    }
}
