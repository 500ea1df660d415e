package ordermill.chassis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/**
 * Brings the service's own schema up to date at start: runs those files of {@code db} that it has not had yet, all in one
 * transaction, one replica at a time, and waits for the database where it must. Until then the alarm is red.
 */
@Readiness
@Default
@ApplicationScoped
public class Migrations implements HealthCheck {

    /** What else is to be there before the first poll is handled. */
    public interface Next {
        Uni<Void> run();
    }

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Pool pool;
    private final Connections connections;
    private final Optional<String> owner;
    private final Optional<String> ownersPassword;
    private final Instance<Next> next;
    private final String schema;
    private final List<String> files;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile String told;

    /**
     * @param owner who migrates, where the service's own role may only read and write; by default the service itself
     * @param files in their order, by name because a native executable cannot list its resources
     */
    Migrations(
            Pool pool,
            Connections connections,
            @ConfigProperty(name = "chassis.migrations.username") Optional<String> owner,
            @ConfigProperty(name = "chassis.migrations.password") Optional<String> ownersPassword,
            @Any Instance<Next> next,
            @ConfigProperty(name = "chassis.schema") String schema,
            @ConfigProperty(name = "chassis.migrations") List<String> files) {
        this.pool = pool;
        this.connections = connections;
        this.owner = owner;
        this.ownersPassword = ownersPassword;
        this.next = next;
        this.schema = schema;
        this.files = files;
    }

    void start(@Observes StartupEvent start) {
        Uni.createFrom()
                .deferred(this::run)
                .chain(this::runNext)
                .onFailure()
                .invoke(failure -> tell(Failure.inWords(failure)))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                // What waited for the tables goes on from here, and not on the connection's thread.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .subscribe()
                .with(migrated -> done.complete(null));
    }

    /** A cause is told once, however often it is met. */
    private void tell(String cause) {
        if (!cause.equals(told)) {
            told = cause;
            LOG.warnf("the schema %s waits: %s", schema, cause);
        }
    }

    public boolean areDone() {
        return done.isDone();
    }

    /** Completes when the tables are there. */
    public Uni<Void> done() {
        // A copy, since who waits no more cancels it.
        return done.isDone() ? Uni.createFrom().voidItem() : Uni.createFrom().completionStage(done::copy);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("schema " + schema).status(areDone()).build();
    }

    /** A service with something to do without tables is started without them. */
    @Produces
    @Startup
    @ApplicationScoped
    HealthCheck started(@ConfigProperty(name = "chassis.starts-without-tables") boolean without) {
        return () -> HealthCheckResponse.named("start of schema " + schema)
                .status(without || areDone())
                .build();
    }

    /** For tests without a database. */
    Migrations alreadyDone() {
        done.complete(null);
        return this;
    }

    private Uni<Void> runNext() {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Next one : next) {
            all = all.chain(one::run);
        }
        return all;
    }

    private Uni<Void> run() {
        return inTransaction(connection -> soon(run(connection, "SET LOCAL statement_timeout = 0")
                        // A table that somebody holds must not make everybody who asks for it wait behind us.
                        .chain(() -> run(connection, "SET LOCAL lock_timeout = '5s'"))
                        .chain(() -> lock(connection))
                        .chain(() -> createSchema(connection))
                        .chain(() -> missing(connection)))
                .chain(missing -> runAll(connection, missing)));
    }

    /**
     * On a connection of its own, as the schema's owner where one is configured, else as who the service is. Whatever
     * fails ends with the connection, and so does the transaction.
     */
    private Uni<Void> inTransaction(Function<SqlConnection, Uni<Void>> migrate) {
        // The pool is made at its first use, and with it what is known of the connections.
        pool.size();
        Uni<PgConnection> connecting = PgConnection.connect(
                        new Vertx(connections.vertx()), connections.forMigrations(owner, ownersPassword))
                .memoize()
                .indefinitely();
        return soon(connecting)
                .onFailure()
                .invoke(tooLate -> connecting.subscribe().with(PgConnection::closeAndForget, never -> {}))
                .chain(connection -> soon(connection.begin())
                        .chain(transaction -> migrate.apply(connection).call(() -> soon(transaction.commit())))
                        .onTermination()
                        .invoke(connection::closeAndForget));
    }

    /** What takes no time by itself; only a migration may. */
    private <T> Uni<T> soon(Uni<T> answer) {
        return answer.ifNoItem().after(connections.silence()).fail();
    }

    private Uni<Void> lock(SqlConnection connection) {
        return exists(connection, "SELECT FROM pg_try_advisory_xact_lock(hashtext('ordermill.%s')) AS ours WHERE ours")
                .chain(ours -> ours
                        ? nothing()
                        : Uni.createFrom().failure(new Failure.Away("another replica is migrating it")));
    }

    /** Asks first: where a role owns a schema that somebody else has made, it may not create any. */
    private Uni<Void> createSchema(SqlConnection connection) {
        return exists(connection, "SELECT FROM pg_namespace WHERE nspname = '%s'")
                .chain(there -> there ? nothing() : run(connection, "CREATE SCHEMA %s"))
                .chain(() -> exists(
                        connection, "SELECT FROM pg_tables WHERE schemaname = '%s' AND tablename = 'migrations'"))
                .chain(there -> there ? nothing() : run(connection, """
                        CREATE TABLE %s.migrations (
                            file    text         PRIMARY KEY,
                            run_at  timestamptz  NOT NULL DEFAULT now()
                        )"""));
    }

    private Uni<List<String>> missing(SqlConnection connection) {
        return connection
                .query("SELECT file FROM %s.migrations".formatted(schema))
                .mapping(row -> row.getString(0))
                .execute()
                .map(found -> {
                    List<String> had = found.stream().toList();
                    return files.stream().filter(file -> !had.contains(file)).toList();
                });
    }

    private Uni<Void> runAll(SqlConnection connection, List<String> missing) {
        Uni<Void> all = nothing();
        for (String file : missing) {
            all = all.chain(() -> connection.query(read(file)).execute())
                    .chain(() -> connection
                            .preparedQuery("INSERT INTO %s.migrations (file) VALUES ($1)".formatted(schema))
                            .execute(Tuple.of(file)))
                    .replaceWithVoid();
        }
        return all;
    }

    private Uni<Boolean> exists(SqlConnection connection, String query) {
        return connection.query(query.formatted(schema)).execute().map(found -> found.size() > 0);
    }

    private Uni<Void> run(SqlConnection connection, String statement) {
        return connection.query(statement.formatted(schema)).execute().replaceWithVoid();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static String read(String file) {
        try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream("db/" + file)) {
            if (in == null) {
                throw new IllegalStateException("there is no db/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
