package ordermill.transactions;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The decided rides, each written once together with the driver that it takes. */
@ApplicationScoped
class Rides {

    private static final String DECISIONS_OF = "SELECT id, status, event FROM transactions.rides WHERE id = ANY ($1)";

    /** One statement takes the nearest free driver; a driver whom another ride is just taking is passed over. */
    private static final String TAKE_NEAREST_DRIVER = """
            WITH nearest AS MATERIALIZED (
                SELECT driver_id, LEAST(60, GREATEST(1, ceil(km / 0.5)))::int AS minutes
                FROM transactions.drivers,
                     LATERAL (SELECT 111.32 * sqrt((lat - $1) ^ 2 + ((long - $2) * cos(radians($1))) ^ 2) AS km) AS distance
                WHERE busy_until <= $3
                ORDER BY km, driver_id
                LIMIT 1
                FOR UPDATE OF drivers SKIP LOCKED)
            UPDATE transactions.drivers AS driver
            SET busy_until = $3 + make_interval(mins => nearest.minutes, secs => $4), lat = $1, long = $2
            FROM nearest
            WHERE driver.driver_id = nearest.driver_id
            RETURNING driver.driver_id, nearest.minutes
            """;

    private static final String RECORD = """
            INSERT INTO transactions.rides (id, status, driver_id, decided_at, event)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
            """;

    private final Pool pool;
    private final Clock clock;
    private final Duration ride;

    Rides(Pool pool, Clock clock, @ConfigProperty(name = "rides.duration") Duration ride) {
        this.pool = pool;
        this.clock = clock;
        this.ride = ride;
    }

    /** A decided ride; {@code driverId} is null where it was rejected. */
    record Decided(String id, String status, String driverId, Instant decidedAt, String event)
            implements Polled.Decided {

        @Override
        public String topic() {
            return status.equals(Decision.CONFIRMED) ? "ride_confirmed" : "ride_rejected";
        }
    }

    /** The stored decisions among these rides, by id. */
    Uni<Map<String, Decided>> decisionsOf(Collection<String> ids) {
        return pool.preparedQuery(DECISIONS_OF)
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, Decided> decided = new HashMap<>();
                    rows.forEach(row -> decided.put(
                            row.getString(0),
                            new Decided(row.getString(0), row.getString(1), null, null, row.getString(2))));
                    return decided;
                });
    }

    /**
     * Takes a driver for each ride and records the rides, all or nothing: where another replica has just decided one of
     * them, the primary key fails this, and trying again finds it decided.
     */
    Uni<Map<String, Decided>> decide(List<RideDetails> rides) {
        if (rides.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.withTransaction(connection -> Multi.createFrom()
                .iterable(rides)
                .onItem()
                .transformToUniAndConcatenate(ride -> takeDriver(connection, ride))
                .collect()
                .asMap(Decided::id)
                .call(decided -> connection.preparedQuery(RECORD).execute(columns(decided.values()))));
    }

    private Uni<Decided> takeDriver(SqlConnection connection, RideDetails asked) {
        Instant now = clock.instant();
        return connection
                .preparedQuery(TAKE_NEAREST_DRIVER)
                .execute(Tuple.of(
                        asked.latitude(), asked.longitude(), now.atOffset(ZoneOffset.UTC), (double) ride.toSeconds()))
                .map(taken -> decided(asked, taken, now));
    }

    private static Decided decided(RideDetails asked, RowSet<Row> taken, Instant now) {
        BigDecimal time = Decision.epochSeconds(now);
        ObjectNode event = asked.event().deepCopy();
        for (Row driver : taken) {
            event.put("alloted_driver", driver.getString(0))
                    .put("pickup_time", driver.getInteger(1) + "mins")
                    .put("status", Decision.CONFIRMED)
                    .put("confirmed_time", time);
            return new Decided(asked.id(), Decision.CONFIRMED, driver.getString(0), now, Json.text(event));
        }
        event.put("status", Decision.REJECTED).put("reason", "no_driver").put("rejected_time", time);
        return new Decided(asked.id(), Decision.REJECTED, null, now, Json.text(event));
    }

    private static Tuple columns(Collection<Decided> rides) {
        return Tuple.from(List.of(
                rides.stream().map(Decided::id).toArray(String[]::new),
                rides.stream().map(Decided::status).toArray(String[]::new),
                rides.stream().map(Decided::driverId).toArray(String[]::new),
                rides.stream()
                        .map(ride -> ride.decidedAt().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new),
                rides.stream().map(Decided::event).toArray(String[]::new)));
    }
}
