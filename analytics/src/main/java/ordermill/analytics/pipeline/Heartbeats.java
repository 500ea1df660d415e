package ordermill.analytics.pipeline;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;

/** The newest heartbeat, and what the newest one that tells it says about stuck orders. A replayed one is older. */
@ApplicationScoped
class Heartbeats {

    private static final String KEEP_IF_NEWER = """
            WITH stuck AS (
                INSERT INTO analytics.stuck_orders AS known (orders, written_at, received_at)
                SELECT $4::bigint, $5::timestamptz, $3::timestamptz WHERE $4::bigint IS NOT NULL
                ON CONFLICT (only_row) DO UPDATE
                    SET orders = excluded.orders, written_at = excluded.written_at, received_at = excluded.received_at
                    WHERE excluded.written_at > known.written_at
            )
            INSERT INTO analytics.heartbeat AS known (written_at, delay_ms, received_at) VALUES ($1, $2, $3)
            ON CONFLICT (only_row) DO UPDATE
                SET written_at = excluded.written_at,
                    delay_ms = excluded.delay_ms,
                    received_at = excluded.received_at
                WHERE excluded.written_at > known.written_at
            """;

    private static final String NEWEST = "SELECT written_at, received_at FROM analytics.heartbeat";

    private final Sql sql;

    Heartbeats(Sql sql) {
        this.sql = sql;
    }

    /** Keeps the newest of those that came together. */
    Uni<Void> keep(List<Heartbeat> beats) {
        Heartbeat newest = newest(beats, beat -> true);
        if (newest == null) {
            return Uni.createFrom().voidItem();
        }
        Heartbeat telling = newest(beats, beat -> beat.stuckOrders() != null);
        return sql.execute(
                        KEEP_IF_NEWER,
                        Tuple.of(
                                time(newest),
                                newest.delay().toMillis(),
                                newest.receivedAt().atOffset(ZoneOffset.UTC),
                                telling == null ? null : telling.stuckOrders(),
                                telling == null ? null : time(telling)))
                .replaceWithVoid();
    }

    /** What is stored, maybe by another replica; null before the first. */
    Uni<Heartbeat> newest() {
        return sql.execute(NEWEST, Tuple.tuple()).map(rows -> {
            for (Row row : rows) {
                return new Heartbeat(
                        row.getOffsetDateTime("written_at").toInstant(),
                        row.getOffsetDateTime("received_at").toInstant(),
                        null);
            }
            return null;
        });
    }

    private static Heartbeat newest(List<Heartbeat> beats, Predicate<Heartbeat> which) {
        return beats.stream()
                .filter(which)
                .max(Comparator.comparing(Heartbeat::writtenAt))
                .orElse(null);
    }

    private static OffsetDateTime time(Heartbeat beat) {
        return beat.writtenAt().atOffset(ZoneOffset.UTC);
    }
}
