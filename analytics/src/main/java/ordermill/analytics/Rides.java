package ordermill.analytics;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** The decided rides, each counted once, and their sums. */
@ApplicationScoped
class Rides {

    // Every insert goes in the order of its key, so that two replicas that count at the same time wait in one order.
    private static final String COUNT_NEW_RIDES = """
            WITH counted AS (
                INSERT INTO analytics.counted_rides (id, zone, hour, status, pickup_minutes, decided_at)
                SELECT id, zone, hour, status, pickup_minutes, decided_at
                FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::integer[], $6::timestamptz[])
                    AS decided (id, zone, hour, status, pickup_minutes, decided_at)
                ORDER BY id
                ON CONFLICT (id) DO NOTHING
                RETURNING zone, hour, status, pickup_minutes, decided_at
            ), zones AS (
                INSERT INTO analytics.rides_by_zone_and_hour AS known (hour, zone, rides, rejected, pickup_minutes)
                SELECT hour, zone,
                       count(*) FILTER (WHERE status = 'confirmed'),
                       count(*) FILTER (WHERE status = 'rejected'),
                       coalesce(sum(pickup_minutes), 0)
                FROM counted
                GROUP BY hour, zone
                ORDER BY hour, zone
                ON CONFLICT (hour, zone) DO UPDATE
                    SET rides = known.rides + excluded.rides,
                        rejected = known.rejected + excluded.rejected,
                        pickup_minutes = known.pickup_minutes + excluded.pickup_minutes
            ), minutes AS (
                INSERT INTO analytics.rides_by_minute AS known (minute, rides, rejected)
                SELECT date_trunc('minute', decided_at, 'UTC') AS minute,
                       count(*) FILTER (WHERE status = 'confirmed'),
                       count(*) FILTER (WHERE status = 'rejected')
                FROM counted
                GROUP BY 1
                ORDER BY 1
                ON CONFLICT (minute) DO UPDATE
                    SET rides = known.rides + excluded.rides, rejected = known.rejected + excluded.rejected
            ), totals AS (
                INSERT INTO analytics.ride_totals AS known (rides, rejected)
                SELECT count(*) FILTER (WHERE status = 'confirmed'), count(*) FILTER (WHERE status = 'rejected')
                FROM counted
                HAVING count(*) > 0
                ON CONFLICT (only_row) DO UPDATE
                    SET rides = known.rides + excluded.rides, rejected = known.rejected + excluded.rejected
            )
            SELECT count(*) AS rides FROM counted
            """;

    private static final String FEATURES_AFTER = """
            SELECT hour, zone, rides, round(pickup_minutes::numeric / rides, 2) AS mean_pickup_minutes
            FROM analytics.rides_by_zone_and_hour
            WHERE rides > 0 AND (hour, zone) > ($1, $2)
            ORDER BY hour, zone
            LIMIT 5000
            """;

    private final Database database;

    Rides(Database database) {
        this.database = database;
    }

    /** Counts those rides that are not counted yet, and yields how many they were. */
    Uni<Long> countOnce(List<DecidedRide> rides) {
        if (rides.isEmpty()) {
            return Uni.createFrom().item(0L);
        }
        return database.execute(
                        COUNT_NEW_RIDES,
                        Tuple.from(List.of(
                                Sales.column(rides, String[]::new, DecidedRide::id),
                                Sales.column(rides, String[]::new, DecidedRide::zone),
                                Sales.column(rides, OffsetDateTime[]::new, Rides::hour),
                                Sales.column(rides, String[]::new, DecidedRide::status),
                                Sales.column(rides, Integer[]::new, DecidedRide::pickupMinutes),
                                Sales.column(
                                        rides,
                                        OffsetDateTime[]::new,
                                        r -> r.decidedAt().atOffset(ZoneOffset.UTC)))))
                .map(counted -> counted.iterator().next().getLong("rides"));
    }

    /** The next rows of hour, zone, rides and mean_pickup_minutes, in the order of hour and zone; none after the last. */
    Uni<RowSet<Row>> featuresAfter(OffsetDateTime hour, String zone) {
        return database.execute(FEATURES_AFTER, Tuple.of(hour, zone));
    }

    private static OffsetDateTime hour(DecidedRide ride) {
        return ride.decidedAt().truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC);
    }
}
