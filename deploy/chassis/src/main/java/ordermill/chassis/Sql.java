package ordermill.chassis;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.watching.Traces;

/** Runs statements on connections of the pool, each with a time limit. */
@ApplicationScoped
public class Sql {

    private final Pool pool;
    private final Traces traces;
    private final Duration limit;

    Sql(Pool pool, Traces traces, @ConfigProperty(name = "chassis.statement-limit") Duration limit) {
        this.pool = pool;
        this.traces = traces;
        this.limit = limit;
    }

    public Uni<RowSet<Row>> execute(String statement, Tuple values) {
        return traces.statement(statement, within(limit, answer(statement, values)));
    }

    /** Without the time limit: its end is that of the statement, wherever it stands. For {@link LookUps}. */
    public Uni<RowSet<Row>> lookUp(String statement, Tuple values) {
        return traces.statement(statement, answer(statement, values));
    }

    private Uni<RowSet<Row>> answer(String statement, Tuple values) {
        // Not by the pool's own preparedQuery, which forgets a timer for each refused connection: an error in the log.
        return pool.withConnection(
                connection -> connection.preparedQuery(statement).execute(values));
    }

    /** All or nothing. */
    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return traces.statement("BEGIN … COMMIT", within(limit, pool.withTransaction(work::apply)));
    }

    static <T> Uni<T> within(Duration limit, Uni<T> work) {
        return work.ifNoItem()
                .after(limit)
                .failWith(() -> new TimeoutException("no answer from the database after " + limit));
    }

    /** A parameter of a statement that takes arrays: one value of each row. */
    public static <R, T> T[] column(Collection<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        T[] column = array.apply(rows.size());
        int i = 0;
        for (R row : rows) {
            column[i++] = value.apply(row);
        }
        return column;
    }
}
