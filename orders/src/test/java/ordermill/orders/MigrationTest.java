package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ordermill.devservices.PostgresServer;

/** The tables of the version before, with what it wrote, become those of this one. */
class MigrationTest {

    @TempDir
    Path directory;

    private PostgresServer database;
    private Vertx vertx;
    private Pool pool;

    @BeforeEach
    void start() {
        database = PostgresServer.start(directory.resolve("postgres"), 0);
        vertx = Vertx.vertx();
        var address = PgConnectOptions.fromUri(database.reactiveUrl().replaceFirst("^vertx-reactive:", ""))
                .setUser(database.username())
                .setPassword(database.password());
        pool = Pool.newInstance(io.vertx.sqlclient.Pool.pool(
                vertx.getDelegate(), address, new io.vertx.sqlclient.PoolOptions().setMaxSize(1)));
    }

    @AfterEach
    void stop() {
        pool.closeAndAwait();
        vertx.closeAndAwait();
        database.close();
    }

    @Test
    void journeysOfTheVersionBeforeAreKeptAndMadeSmall() throws IOException {
        run("CREATE SCHEMA orders");
        run(file("V1__journeys.sql"));
        run("""
                INSERT INTO orders.journeys (flow, id, status, placed_time, fingerprint, undecided, published_at)
                VALUES ('order', 'a', 'placed', 1, '\\x01', '\\x02', now()), ('ride', 'b', 'confirmed', 1, '\\x03', NULL, now())""");
        run("""
                INSERT INTO orders.events (flow, id, topic, "partition", "offset", time)
                SELECT 'order', 'a', 'order_details', 3, n, now() FROM generate_series(5, 104) AS n""");
        run("""
                INSERT INTO orders.events (flow, id, topic, "partition", "offset", time)
                VALUES ('ride', 'b', 'ride_details', 1, 2, '-infinity'), ('ride', 'b', 'ride_confirmed', 1, 2, '4000-01-01 BC')""");

        run(file("V2__letters_and_repeats.sql"));

        assertThat(
                        texts(
                                "SELECT id, status, fingerprint, undecided, placed_partition, placed_offset FROM orders.journeys"))
                .containsExactlyInAnyOrder("(a,placed,,\"\\\\x02\",3,5)", "(b,confirmed,,,1,2)");
        assertThat(texts("SELECT count(*), max(\"offset\") FROM orders.events WHERE id = 'a'"))
                .containsExactly("(8,12)");
        assertThat(texts("SELECT topic, \"partition\", count, last_offset FROM orders.repeats"))
                .containsExactly("(order_details,3,92,104)");
        assertThat(texts("SELECT DISTINCT extract(epoch FROM time) FROM orders.events WHERE id = 'b'"))
                .containsExactly("(0.000000)");
    }

    private void run(String statements) {
        pool.query(statements).executeAndAwait();
    }

    private List<String> texts(String query) {
        var rows =
                pool.query("SELECT found::text FROM (" + query + ") AS found").executeAndAwait();
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .toList();
    }

    private static String file(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/db", name));
    }
}
