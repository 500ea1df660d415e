package ordermill.transactions.rides;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Failure;
import ordermill.chassis.Fields;
import ordermill.chassis.Sql;
import ordermill.transactions.CountDecisions;
import ordermill.transactions.Reason;
import ordermill.transactions.Topics;

/** The decided rides, each written once together with the driver that it takes. */
@ApplicationScoped
class Rides {

    private static final String CONFIRMED = "confirmed";
    private static final String REJECTED = "rejected";

    private static final String AMONG =
            "SELECT id, status, fingerprint, event FROM transactions.rides WHERE id = ANY ($1)";

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
            INSERT INTO transactions.rides (id, status, driver_id, decided_at, fingerprint, event)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[], $6::text[])
            ON CONFLICT (id) DO NOTHING
            """;

    private final Sql sql;
    private final CountDecisions countDecisions;
    private final Clock clock;
    private final Duration ride;

    Rides(Sql sql, CountDecisions countDecisions, Clock clock, @ConfigProperty(name = "rides.duration") Duration ride) {
        this.sql = sql;
        this.countDecisions = countDecisions;
        this.clock = clock;
        this.ride = ride;
    }

    /**
     * A decided ride.
     *
     * @param driverId null where it was rejected, and where the row was read again
     * @param fingerprint of the ride that was decided; null where it is older than fingerprints
     * @param event what is published, as JSON in UTF-8
     */
    record Decided(
            String id, String status, String driverId, OffsetDateTime decidedAt, byte[] fingerprint, byte[] event) {

        String topic() {
            return status.equals(CONFIRMED) ? Topics.RIDE_CONFIRMED : Topics.RIDE_REJECTED;
        }

        boolean isOf(RideDetails ride) {
            return fingerprint == null || Arrays.equals(fingerprint, ride.fingerprint());
        }
    }

    /** Decides those rides that are not decided yet; yields what is stored now of all of them, by id. */
    Uni<Map<String, Decided>> decideOnce(Map<String, RideDetails> rides) {
        return among(rides.keySet()).chain(known -> {
            List<RideDetails> unknown = rides.values().stream()
                    .filter(ride -> !known.containsKey(ride.id()))
                    .toList();
            return decide(unknown).map(made -> {
                Map<String, Decided> stored = new HashMap<>(known);
                stored.putAll(made);
                return stored;
            });
        });
    }

    private Uni<Map<String, Decided>> among(Collection<String> ids) {
        return sql.execute(AMONG, Tuple.of(ids.toArray(String[]::new))).map(rows -> {
            Map<String, Decided> decided = new HashMap<>();
            for (Row row : rows) {
                decided.put(
                        row.getString(0),
                        new Decided(
                                row.getString(0),
                                row.getString(1),
                                null,
                                null,
                                bytes(row.getBuffer(2)),
                                row.getString(3).getBytes(StandardCharsets.UTF_8)));
            }
            return decided;
        });
    }

    /**
     * Takes a driver for each ride and records the rides, all or nothing: where another replica has just decided one of
     * them, this fails, and trying again finds it decided.
     */
    private Uni<Map<String, Decided>> decide(List<RideDetails> rides) {
        if (rides.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return sql.inTransaction(connection -> Multi.createFrom()
                        .iterable(rides)
                        .onItem()
                        .transformToUniAndConcatenate(ride -> takeDriver(connection, ride))
                        .collect()
                        .asMap(Decided::id)
                        .call(decided -> record(connection, decided.values())))
                .invoke(decided -> rides.forEach(ride -> count(ride, decided.get(ride.id()))));
    }

    private void count(RideDetails ride, Decided decided) {
        Reason reason = decided.status().equals(CONFIRMED) ? null : Reason.NO_DRIVER;
        countDecisions.one(
                CountDecisions.RIDES, reason, ride.event(), decided.decidedAt().toInstant());
    }

    private static Uni<Void> record(SqlConnection connection, Collection<Decided> decided) {
        return connection.preparedQuery(RECORD).execute(columns(decided)).chain(recorded -> {
            return recorded.rowCount() == decided.size()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(new Failure.Away("a ride that another replica is just deciding"));
        });
    }

    private Uni<Decided> takeDriver(SqlConnection connection, RideDetails asked) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return connection
                .preparedQuery(TAKE_NEAREST_DRIVER)
                .execute(Tuple.of(asked.latitude(), asked.longitude(), now, (double) ride.toSeconds()))
                .map(taken -> decided(asked, taken, now));
    }

    private static Decided decided(RideDetails asked, RowSet<Row> taken, OffsetDateTime now) {
        BigDecimal time = Fields.epochSeconds(now.toInstant());
        ObjectNode event = asked.event().deepCopy();
        for (Row driver : taken) {
            event.put("alloted_driver", driver.getString(0))
                    .put("pickup_time", driver.getInteger(1) + "mins")
                    .put("status", CONFIRMED)
                    .put("confirmed_time", time);
            return new Decided(
                    asked.id(), CONFIRMED, driver.getString(0), now, asked.fingerprint(), Fields.bytes(event));
        }
        event.put("status", REJECTED).put("reason", Reason.NO_DRIVER.word()).put("rejected_time", time);
        return new Decided(asked.id(), REJECTED, null, now, asked.fingerprint(), Fields.bytes(event));
    }

    private static Tuple columns(Collection<Decided> rides) {
        return Tuple.from(List.of(
                Sql.column(rides, String[]::new, Decided::id),
                Sql.column(rides, String[]::new, Decided::status),
                Sql.column(rides, String[]::new, Decided::driverId),
                Sql.column(rides, OffsetDateTime[]::new, Decided::decidedAt),
                Sql.column(rides, Buffer[]::new, ride -> Buffer.buffer(ride.fingerprint())),
                Sql.column(rides, String[]::new, ride -> new String(ride.event(), StandardCharsets.UTF_8))));
    }

    private static byte[] bytes(io.vertx.mutiny.core.buffer.Buffer stored) {
        return stored == null ? null : stored.getBytes();
    }
}
