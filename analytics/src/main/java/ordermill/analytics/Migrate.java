package ordermill.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Runs the files of {@code db} that the schema has not had yet, all in one transaction, one replica at a time. */
@ApplicationScoped
class Migrate {

    /** In their order, by name because a native executable cannot list its resources. */
    static final List<String> FILES = List.of("V1__counts.sql", "V2__stuck_orders.sql");

    private final Pool pool;

    Migrate(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> run() {
        return pool.withTransaction(
                connection -> run(connection, "SELECT pg_advisory_xact_lock(hashtext('ordermill.analytics'))")
                        .chain(() -> createSchema(connection))
                        .chain(() -> run(connection, """
                        CREATE TABLE IF NOT EXISTS analytics.migrations (
                            file    text         PRIMARY KEY,
                            run_at  timestamptz  NOT NULL DEFAULT now()
                        )"""))
                        .chain(() -> runMissing(connection)));
    }

    /** Asks first: where a role owns a schema that somebody else has made, it may not create any. */
    private static Uni<Void> createSchema(SqlConnection connection) {
        return connection
                .query("SELECT FROM pg_namespace WHERE nspname = 'analytics'")
                .execute()
                .chain(found ->
                        found.size() > 0 ? Uni.createFrom().voidItem() : run(connection, "CREATE SCHEMA analytics"));
    }

    private static Uni<Void> runMissing(SqlConnection connection) {
        return connection
                .query("SELECT file FROM analytics.migrations")
                .mapping(row -> row.getString(0))
                .execute()
                .chain(found -> {
                    List<String> done = found.stream().toList();
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (String file : FILES) {
                        if (!done.contains(file)) {
                            all = all.chain(() -> run(connection, read(file)))
                                    .chain(() -> connection
                                            .preparedQuery("INSERT INTO analytics.migrations (file) VALUES ($1)")
                                            .execute(Tuple.of(file)))
                                    .replaceWithVoid();
                        }
                    }
                    return all;
                });
    }

    private static Uni<Void> run(SqlConnection connection, String statements) {
        return connection.query(statements).execute().replaceWithVoid();
    }

    private static String read(String file) {
        try (var in = Migrate.class.getResourceAsStream("/db/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
