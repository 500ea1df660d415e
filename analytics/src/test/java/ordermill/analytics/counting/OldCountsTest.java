package ordermill.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ordermill.devservices.PostgresServer;

/** What was counted before the sums were limited is in them afterwards, to the cent. */
class OldCountsTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private PostgresServer database;
    private Pool pool;

    @BeforeEach
    void tablesOfBefore() throws IOException {
        database = PostgresServer.start(directory, 0);
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(PgConnectOptions.fromUri(database.reactiveUrl().replace("vertx-reactive:", ""))
                        .setUser(database.username())
                        .setPassword(database.password()))
                .using(vertx)
                .build();
        run("CREATE SCHEMA analytics");
        migrate("V1__counts.sql");
        migrate("V2__stuck_orders.sql");
    }

    @AfterEach
    void stop() {
        pool.close().toCompletionStage().toCompletableFuture().join();
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void smallestOfManyKindsBecomeOther() throws IOException {
        run("""
                INSERT INTO analytics.sales_by_kind (kind, orders, revenue, rejected)
                SELECT 'kind-' || i, i, i * 1.01, 1 FROM generate_series(1, 1000) AS i
                """);
        run("INSERT INTO analytics.sales_by_kind VALUES ('food', 5, 20.00, 0), ('other', 1, 0.50, 0)");
        run("""
                INSERT INTO analytics.rides_by_zone_and_hour (hour, zone, rides, rejected, pickup_minutes)
                SELECT '2026-01-01T00:00:00Z', i || '.00,0.00', i, 0, 1 FROM generate_series(1, 600) AS i
                """);

        migrate("V3__sums_that_stay_short.sql");

        assertThat(number("SELECT count(*) FROM analytics.own_sums WHERE what = 'kind'"))
                .isBetween(199L, 200L);
        assertThat(number("SELECT count(*) FROM analytics.own_sums WHERE what = 'zone'"))
                .isEqualTo(500);
        assertThat(number("SELECT count(*) FROM analytics.sales_by_kind")).isLessThanOrEqualTo(201);
        assertThat(number("SELECT sum(orders)::bigint FROM analytics.sales_by_kind"))
                .isEqualTo(500_500 + 6);
        assertThat(number("SELECT (sum(revenue) * 100)::bigint FROM analytics.sales_by_kind"))
                .isEqualTo(500_500L * 101 + 2_050);
        assertThat(number("SELECT orders FROM analytics.sales_by_kind WHERE kind = 'food'"))
                .isEqualTo(5);
        assertThat(number("SELECT orders FROM analytics.sales_by_kind WHERE kind = 'kind-1000'"))
                .isEqualTo(1000);
        assertThat(number("SELECT count(*) FROM analytics.sales_by_kind WHERE kind = 'kind-1'"))
                .isZero();
    }

    @Test
    void oldRowsAreNotWrittenAgainAndNewOnesMayCostMore() throws IOException {
        run(counted("old", "9999999999.99"));
        long file = number("SELECT pg_relation_filenode('analytics.counted_orders')::bigint");

        migrate("V3__sums_that_stay_short.sql");

        assertThat(number("SELECT pg_relation_filenode('analytics.counted_orders')::bigint"))
                .isEqualTo(file);
        run(counted("new", "1e25"));
        assertThat(number("SELECT count(*) FROM analytics.counted_orders WHERE counted_as IS NULL"))
                .isEqualTo(2);
        assertThatThrownBy(() -> run(counted("negative", "-0.01"))).hasMessageContaining("total_cost_check");
    }

    private static String counted(String id, String cost) {
        return """
                INSERT INTO analytics.counted_orders (order_id, kind, minute, status, reason, total_cost, decided_at)
                VALUES ('%s', 'food', now(), 'rejected', 'card_declined', %s, now())""".formatted(id, cost);
    }

    private void migrate(String file) throws IOException {
        run(Files.readString(Path.of("src/main/resources/db", file)));
    }

    private void run(String sql) {
        pool.query(sql).execute().toCompletionStage().toCompletableFuture().join();
    }

    private long number(String sql) {
        return pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getLong(0);
    }
}
