package ordermill.analytics;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Runs a statement on a connection of the pool. */
@ApplicationScoped
class Database {

    private final Pool pool;

    Database(Pool pool) {
        this.pool = pool;
    }

    Uni<RowSet<Row>> execute(String statement, Tuple values) {
        // Not by the pool's own preparedQuery, which forgets a timer for each refused connection: an error in the log.
        return pool.withConnection(
                connection -> connection.preparedQuery(statement).execute(values));
    }
}
