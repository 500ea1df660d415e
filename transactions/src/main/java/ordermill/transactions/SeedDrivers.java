package ordermill.transactions;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts drivers on a square around the middle of Vienna, where there is no real fleet: in dev, in tests, in demonstrations. */
@ApplicationScoped
class SeedDrivers {

    private static final String ADD_MISSING = """
            INSERT INTO transactions.drivers (driver_id, lat, long)
            SELECT 'driver_' || n, 48.15 + 0.01 * (n % 10), 16.30 + 0.01 * (n / 10 % 10) FROM generate_series(1, $1::int) AS n
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;
    private final int drivers;

    SeedDrivers(Pool pool, @ConfigProperty(name = "rides.seed-drivers") int drivers) {
        this.pool = pool;
        this.drivers = drivers;
    }

    Uni<Void> addMissing() {
        return pool.preparedQuery(ADD_MISSING).execute(Tuple.of(drivers)).replaceWithVoid();
    }
}
