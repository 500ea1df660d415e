package ordermill.analytics.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The data source's settings -> its pool, for counting, and a small one beside it, for pages: whoever looks holds up
 * nobody who counts.
 */
@Singleton
public class PagesPool implements PgPoolCreator {

    /** The database ends a statement by itself when nobody waits for it any more. */
    private static final String STATEMENT_TIMEOUT = "statement_timeout";

    /** A connection that is silent for longer has lost its other end, or is not needed. */
    private static final Duration SILENT_AT_MOST = Duration.ofSeconds(20);

    private final int maxSize;
    private final Duration limit;
    private volatile Pool pages;

    PagesPool(
            @ConfigProperty(name = "analytics.pages.connections") int maxSize,
            @ConfigProperty(name = "analytics.pages.limit") Duration limit) {
        this.maxSize = maxSize;
        this.limit = limit;
    }

    @Override
    public Pool create(Input input) {
        List<SqlConnectOptions> counting = List.copyOf(input.pgConnectOptionsList());
        pages = pool(
                input,
                new PoolOptions(input.poolOptions()).setMaxSize(maxSize).setShared(false),
                input.pgConnectOptionsList().stream().map(this::limited).toList());
        return pool(input, input.poolOptions(), counting);
    }

    private static Pool pool(Input input, PoolOptions size, List<SqlConnectOptions> connections) {
        return PgBuilder.pool()
                .with(size)
                .connectingTo(connections)
                .using(input.vertx())
                .build();
    }

    private SqlConnectOptions limited(PgConnectOptions counting) {
        PgConnectOptions options = new PgConnectOptions(counting);
        options.addProperty(STATEMENT_TIMEOUT, Long.toString(limit.toMillis()));
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setReadIdleTimeout((int) SILENT_AT_MOST.toMillis());
        return options;
    }

    io.vertx.mutiny.sqlclient.Pool pool() {
        return new io.vertx.mutiny.sqlclient.Pool(pages);
    }

    @PreDestroy
    void close() {
        if (pages != null) {
            pages.close();
        }
    }
}
