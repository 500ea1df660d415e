package ordermill.analytics.counting;

import static ordermill.chassis.Sql.column;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Sql;

/** The decided rides, each counted once, and their sums. */
@ApplicationScoped
class Rides {

    // Every insert goes in the order of its key, so that two replicas that count at the same time wait in one order.
    private static final String COUNT_NEW_RIDES = """
            WITH counted AS (
                INSERT INTO analytics.counted_rides
                    (id, zone, counted_as, hour, day, status, pickup_minutes, decided_at)
                SELECT id, zone, counted_as, hour, day, status, pickup_minutes, decided_at
                FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::date[], $6::text[], $7::integer[],
                            $8::timestamptz[])
                    AS decided (id, zone, counted_as, hour, day, status, pickup_minutes, decided_at)
                ORDER BY id
                ON CONFLICT (id) DO NOTHING
                RETURNING counted_as AS zone, hour, day, status, pickup_minutes, decided_at
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
            ), days AS (
                INSERT INTO analytics.rides_by_day AS known (day, rides, rejected)
                SELECT day,
                       count(*) FILTER (WHERE status = 'confirmed'),
                       count(*) FILTER (WHERE status = 'rejected')
                FROM counted
                GROUP BY day
                ORDER BY day
                ON CONFLICT (day) DO UPDATE
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

    private final Sql sql;
    private final Days days;
    private final OwnSums zones;

    Rides(Sql sql, Days days, @ConfigProperty(name = "analytics.zones-limit") long zonesLimit) {
        this.sql = sql;
        this.days = days;
        this.zones = new OwnSums(sql, "zone", zonesLimit);
    }

    /** Counts those rides that are not counted yet, and yields how many they were. */
    Uni<Long> countOnce(List<DecidedRide> rides) {
        return zones.among(rides.stream().map(DecidedRide::zone).toList())
                .chain(countedAs -> sql.execute(COUNT_NEW_RIDES, rows(rides, countedAs)))
                .map(counted -> counted.iterator().next().getLong("rides"));
    }

    private Tuple rows(List<DecidedRide> rides, UnaryOperator<String> countedAs) {
        return Tuple.from(List.of(
                column(rides, String[]::new, DecidedRide::id),
                column(rides, String[]::new, DecidedRide::zone),
                column(rides, String[]::new, ride -> countedAs.apply(ride.zone())),
                column(rides, OffsetDateTime[]::new, Rides::hour),
                column(rides, LocalDate[]::new, ride -> days.of(ride.decidedAt())),
                column(rides, String[]::new, ride -> ride.status().word()),
                column(rides, Integer[]::new, DecidedRide::pickupMinutes),
                column(rides, OffsetDateTime[]::new, ride -> ride.decidedAt().atOffset(ZoneOffset.UTC))));
    }

    private static OffsetDateTime hour(DecidedRide ride) {
        return ride.decidedAt().truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC);
    }
}
