package ordermill.transactions.rides;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Migrations;
import ordermill.chassis.Sql;

/** Puts drivers on a square around the middle of Vienna, where there is no real fleet: in dev, in tests, in demonstrations. */
@ApplicationScoped
class SeedDrivers implements Migrations.Next {

    private static final String ADD_MISSING = """
            INSERT INTO transactions.drivers (driver_id, lat, long)
            SELECT 'driver_' || n, 48.15 + 0.01 * (n % 10), 16.30 + 0.01 * (n / 10 % 10) FROM generate_series(1, $1::int) AS n
            ON CONFLICT DO NOTHING
            """;

    private final Sql sql;
    private final int drivers;

    SeedDrivers(Sql sql, @ConfigProperty(name = "rides.seed-drivers") int drivers) {
        this.sql = sql;
        this.drivers = drivers;
    }

    @Override
    public Uni<Void> run() {
        return sql.execute(ADD_MISSING, Tuple.of(drivers)).replaceWithVoid();
    }
}
