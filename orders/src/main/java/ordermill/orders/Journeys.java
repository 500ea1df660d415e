package ordermill.orders;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The journeys of orders and rides: where each stands, and every event that took it there. */
@ApplicationScoped
class Journeys {

    /** The events and what they change, in one round trip; each half ignores what was seen before. */
    private static final String ADD = """
            WITH added AS (
                INSERT INTO orders.events (flow, id, topic, "partition", "offset", time)
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::timestamptz[])
                ON CONFLICT DO NOTHING
            )
            INSERT INTO orders.journeys AS journey (flow, id, status, reason, placed_time, fingerprint, undecided, published_at)
            SELECT flow, id, status::orders.status, reason, placed_time, fingerprint,
                   CASE WHEN status = 'placed' THEN undecided END, published_at
            FROM unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::numeric[], $12::bytea[], $13::bytea[], $14::timestamptz[])
                AS seen (flow, id, status, reason, placed_time, fingerprint, undecided, published_at)
            ORDER BY flow, id
            ON CONFLICT (flow, id) DO UPDATE
                SET status = GREATEST(journey.status, excluded.status),
                    reason = COALESCE(journey.reason, excluded.reason),
                    placed_time = COALESCE(journey.placed_time, excluded.placed_time),
                    fingerprint = COALESCE(journey.fingerprint, excluded.fingerprint),
                    undecided = CASE WHEN excluded.status = 'placed' THEN journey.undecided END
                WHERE excluded.status > journey.status OR journey.fingerprint IS NULL
            """;

    private static final String PLACED = """
            SELECT fingerprint, placed_time FROM orders.journeys WHERE flow = $1 AND id = $2 AND fingerprint IS NOT NULL
            """;

    /** One statement, so that status and timeline are of the same moment. */
    private static final String JOURNEY = """
            SELECT journey.status::text, journey.reason, event.topic, event."partition", event."offset", event.time
            FROM orders.journeys AS journey JOIN orders.events AS event USING (flow, id)
            WHERE flow = $1 AND id = $2
            ORDER BY event.time, event.topic, event."partition", event."offset"
            """;

    private static final String CLAIM_STUCK = """
            UPDATE orders.journeys SET published_at = now(), republished = republished + 1
            WHERE (flow, id) IN (
                SELECT flow, id FROM orders.journeys
                WHERE undecided IS NOT NULL AND published_at < now() - make_interval(secs => $1 * 2 ^ LEAST(republished, 8))
                ORDER BY published_at
                LIMIT 1000
                FOR UPDATE SKIP LOCKED)
            RETURNING flow, id, undecided
            """;

    private static final String COUNT_STUCK = """
            SELECT count(*) FROM orders.journeys
            WHERE undecided IS NOT NULL AND placed_time < extract(epoch FROM now()) - $1
            """;

    private final Pool pool;

    Journeys(Pool pool) {
        this.pool = pool;
    }

    /** What is remembered of an accepted request: a client that repeats it gets the same answer. */
    record Placed(byte[] fingerprint, BigDecimal time) {}

    /** A journey as it is shown. */
    record Journey(String status, String reason, List<Event> events) {}

    record Event(String topic, int partition, long offset, OffsetDateTime time) {}

    /** An accepted record without a decision. */
    record Undecided(Flow flow, String id, byte[] record) {}

    Uni<Placed> placed(Flow flow, String id) {
        return pool.preparedQuery(PLACED).execute(Tuple.of(flow.word(), id)).map(rows -> {
            for (Row row : rows) {
                return new Placed(row.getBuffer(0).getBytes(), row.getBigDecimal(1));
            }
            return null;
        });
    }

    Uni<Journey> find(Flow flow, String id) {
        return pool.preparedQuery(JOURNEY).execute(Tuple.of(flow.word(), id)).map(rows -> {
            List<Event> events = new ArrayList<>();
            Journey journey = null;
            for (Row row : rows) {
                journey = new Journey(row.getString(0), row.getString(1), events);
                events.add(new Event(row.getString(2), row.getInteger(3), row.getLong(4), row.getOffsetDateTime(5)));
            }
            return journey;
        });
    }

    /** Adds the steps of one poll; steps seen before change nothing. */
    Uni<Void> add(Collection<Step> steps) {
        if (steps.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Collection<Step> furthest = Step.furthestOfEach(steps);
        return pool.preparedQuery(ADD)
                .execute(Tuple.from(List.of(
                        column(steps, String[]::new, step -> step.flow().word()),
                        column(steps, String[]::new, Step::id),
                        column(steps, String[]::new, Step::topic),
                        column(steps, Integer[]::new, Step::partition),
                        column(steps, Long[]::new, Step::offset),
                        column(steps, OffsetDateTime[]::new, Journeys::time),
                        column(furthest, String[]::new, step -> step.flow().word()),
                        column(furthest, String[]::new, Step::id),
                        column(furthest, String[]::new, Step::status),
                        column(furthest, String[]::new, Step::reason),
                        column(furthest, BigDecimal[]::new, Step::placedTime),
                        column(furthest, Buffer[]::new, step -> buffer(step.fingerprint())),
                        column(furthest, Buffer[]::new, step -> buffer(step.record())),
                        column(furthest, OffsetDateTime[]::new, Journeys::time))))
                .replaceWithVoid();
    }

    /** Takes accepted records that have had no decision for so long, and again after twice as long. */
    Uni<List<Undecided>> claimStuck(Duration after) {
        return pool.preparedQuery(CLAIM_STUCK)
                .execute(Tuple.of((double) after.toSeconds()))
                .map(rows -> rows.stream()
                        .map(row -> new Undecided(
                                Flow.of(row.getString(0)),
                                row.getString(1),
                                row.getBuffer(2).getBytes()))
                        .toList());
    }

    Uni<Long> countStuck(Duration after) {
        return pool.preparedQuery(COUNT_STUCK)
                .execute(Tuple.of(after.toSeconds()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static OffsetDateTime time(Step step) {
        return step.time().atOffset(ZoneOffset.UTC);
    }

    private static Buffer buffer(byte[] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private static <T> T[] column(Collection<Step> steps, IntFunction<T[]> array, Function<Step, T> value) {
        return steps.stream().map(value).toArray(array);
    }
}
