package ordermill.orders.journeys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import ordermill.chassis.Fields;
import ordermill.chassis.LookUps;
import ordermill.chassis.Sql;
import ordermill.orders.Flow;

/** What was placed before, for a client that repeats its request. */
@ApplicationScoped
public class Placed {

    /** The record's header with the key that its client named the request by. */
    public static final String REQUEST_KEY = "request-key";

    /** A courtesy, for which nobody waits long: without its answer the request is taken, and decided downstream. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final int AT_ONCE = 256;

    private static final String FIND = """
            SELECT id, request_key, fingerprint, shown FROM orders.journeys
            WHERE flow = $1 AND id = $2 AND fingerprint IS NOT NULL
            """;

    /** What the key names goes before what the id names. */
    private static final String FIND_BY_KEY = """
            SELECT id, request_key, fingerprint, shown FROM orders.journeys
            WHERE flow = $1 AND (id = $2 OR request_key = $3) AND fingerprint IS NOT NULL
            ORDER BY request_key = $3 DESC NULLS LAST, id
            LIMIT 1
            """;

    private final Sql sql;
    private final LookUps lookUps = new LookUps(AT_ONCE, PATIENCE);

    Placed(Sql sql) {
        this.sql = sql;
    }

    /**
     * An accepted request.
     *
     * @param key what its client named the request by; null if it did not
     * @param shown the event as its client was and is answered
     */
    public record Earlier(String id, String key, byte[] fingerprint, byte[] shown) {}

    /** By its id, or by the key where there is one. Null where there is none, or no answer now; never a failure. */
    public Uni<Earlier> find(Flow flow, String id, String key) {
        return lookUps.ask(() -> key == null
                        ? sql.lookUp(FIND, Tuple.of(flow.word(), id))
                        : sql.lookUp(FIND_BY_KEY, Tuple.of(flow.word(), id, key)))
                .map(rows -> {
                    for (Row row : rows) {
                        return new Earlier(
                                row.getString(0),
                                row.getString(1),
                                row.getBuffer(2).getBytes(),
                                row.getBuffer(3).getBytes());
                    }
                    return null;
                })
                .onFailure()
                .recoverWithNull();
    }

    /** Null where it has none, or a stranger's nonsense. */
    static String requestKey(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader(REQUEST_KEY);
        if (header == null || header.value() == null) {
            return null;
        }
        String key = new String(header.value(), StandardCharsets.UTF_8);
        return Fields.isId(key) ? key : null;
    }
}
