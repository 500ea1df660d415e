package ordermill.analytics.dashboard;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Failure;
import ordermill.chassis.LookUps;
import ordermill.chassis.Migrations;

/** Questions of pages -> rows, within a time limit, or a failure at once: while the database is away nothing piles up. */
@Singleton
class AskDatabase {

    private static final int MOST_AT_ONCE = 32;

    private final Pool pool;
    private final Migrations migrations;
    private final LookUps lookUps;

    AskDatabase(
            PagesPool pages, Migrations migrations, @ConfigProperty(name = "analytics.pages.limit") Duration limit) {
        this.pool = pages.pool();
        this.migrations = migrations;
        lookUps = new LookUps(MOST_AT_ONCE, limit);
    }

    Uni<RowSet<Row>> rows(String statement, Tuple values) {
        return lookUps.ask(() -> migrations.areDone()
                ? pool.withConnection(
                        connection -> connection.preparedQuery(statement).execute(values))
                : Uni.createFrom().failure(new Failure.Away("the tables are not there yet")));
    }
}
