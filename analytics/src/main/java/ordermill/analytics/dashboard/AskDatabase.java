package ordermill.analytics.dashboard;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Failure;
import ordermill.chassis.Migrations;

/** Questions of pages -> rows, within a time limit, or a failure at once: while the database is away nothing piles up. */
@Singleton
class AskDatabase {

    private static final int MOST_AT_ONCE = 32;

    private final Pool pool;
    private final Migrations migrations;
    private final Duration limit;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    AskDatabase(
            PagesPool pages, Migrations migrations, @ConfigProperty(name = "analytics.pages.limit") Duration limit) {
        this.pool = pages.pool();
        this.migrations = migrations;
        this.limit = limit;
    }

    Uni<RowSet<Row>> rows(String statement, Tuple values) {
        return Uni.createFrom()
                .deferred(() -> begin(statement, values))
                .ifNoItem()
                .after(limit)
                .failWith(() -> new TimeoutException("no answer from the database after " + limit));
    }

    private Uni<RowSet<Row>> begin(String statement, Tuple values) {
        if (!migrations.areDone()) {
            return Uni.createFrom().failure(new Failure.Away("the tables are not there yet"));
        }
        if (!free.tryAcquire()) {
            return Uni.createFrom().failure(new Failure.Away("too many wait for the database"));
        }
        return pool.withConnection(
                        connection -> connection.preparedQuery(statement).execute(values))
                .onTermination()
                .invoke(() -> free.release())
                // Goes on when nobody waits any more: until it has ended, its place is not free.
                .memoize()
                .indefinitely();
    }
}
