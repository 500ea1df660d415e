package ordermill.orders.stuck;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;
import ordermill.orders.Flow;

/** Accepted orders and rides that have had no decision for long. */
@ApplicationScoped
public class StuckJourneys {

    /** A record that was refused has its decision: a dead letter with its coordinates. */
    private static final String FORGET_REFUSED = """
            UPDATE orders.journeys AS journey SET undecided = NULL
            FROM orders.letters AS letter
            WHERE journey.undecided IS NOT NULL
                AND letter.topic = journey.flow || '_details'
                AND letter."partition" = journey.placed_partition AND letter."offset" = journey.placed_offset
            """;

    /** At most 1,000, and about 8 MB. */
    private static final String CLAIM = """
            WITH stuck AS (
                SELECT flow, id, published_at, octet_length(undecided) AS bytes FROM orders.journeys AS journey
                WHERE undecided IS NOT NULL AND published_at < now() - make_interval(secs => $1 * 2 ^ LEAST(republished, 8))
                    AND NOT EXISTS (
                        SELECT FROM orders.letters AS letter
                        WHERE letter.topic = journey.flow || '_details'
                            AND letter."partition" = journey.placed_partition AND letter."offset" = journey.placed_offset)
                ORDER BY published_at
                LIMIT 1000
                FOR UPDATE SKIP LOCKED
            ), claimed AS (
                SELECT flow, id, sum(bytes) OVER (ORDER BY published_at, flow, id) - bytes AS before FROM stuck
            )
            UPDATE orders.journeys AS journey SET published_at = now(), republished = republished + 1
            FROM claimed
            WHERE journey.flow = claimed.flow AND journey.id = claimed.id AND claimed.before < 8000000
            RETURNING journey.flow, journey.id, journey.undecided,
                (SELECT traceparent FROM orders.traces AS trace WHERE trace.flow = journey.flow AND trace.id = journey.id)
            """;

    private static final String COUNT = """
            SELECT count(*) FROM orders.journeys
            WHERE undecided IS NOT NULL AND (republished > 0 OR published_at < now() - make_interval(secs => $1))
            """;

    private final Sql sql;

    StuckJourneys(Sql sql) {
        this.sql = sql;
    }

    /**
     * A record as it was accepted.
     *
     * @param traceparent of the trace that it was placed in; null where that was not sampled
     */
    record Undecided(Flow flow, String id, byte[] record, String traceparent) {}

    Uni<Void> forgetRefused() {
        return sql.execute(FORGET_REFUSED, Tuple.tuple()).replaceWithVoid();
    }

    /** Takes those that have had no decision for so long, and again after twice as long. */
    Uni<List<Undecided>> claim(Duration after) {
        return sql.execute(CLAIM, Tuple.of(seconds(after)))
                .map(rows -> rows.stream()
                        .map(row -> new Undecided(
                                Flow.of(row.getString(0)),
                                row.getString(1),
                                row.getBuffer(2).getBytes(),
                                row.getString(3)))
                        .toList());
    }

    public Uni<Long> count(Duration after) {
        return sql.execute(COUNT, Tuple.of(seconds(after)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
