package ordermill.orders.journeys;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;
import ordermill.orders.Flow;

/** What was placed before, for a client that repeats its request. */
@ApplicationScoped
public class Placed {

    /** A courtesy, for which nobody waits long: without its answer the request is taken, and decided downstream. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final int AT_ONCE = 256;

    private static final String FIND = """
            SELECT fingerprint, shown FROM orders.journeys WHERE flow = $1 AND id = $2 AND fingerprint IS NOT NULL
            """;

    private final Sql sql;
    private final LookUps lookUps = new LookUps(AT_ONCE, PATIENCE);

    Placed(Sql sql) {
        this.sql = sql;
    }

    /**
     * An accepted request.
     *
     * @param shown the event as its client was and is answered
     */
    public record Earlier(byte[] fingerprint, byte[] shown) {}

    /** Null where there is none, or no answer now; never a failure. */
    public Uni<Earlier> find(Flow flow, String id) {
        return lookUps.ask(() -> sql.execute(FIND, Tuple.of(flow.word(), id)))
                .map(rows -> {
                    for (Row row : rows) {
                        return new Earlier(
                                row.getBuffer(0).getBytes(), row.getBuffer(1).getBytes());
                    }
                    return null;
                })
                .onFailure()
                .recoverWithNull();
    }
}
