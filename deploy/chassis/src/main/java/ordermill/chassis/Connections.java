package ordermill.chassis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the database is reached: the pool's connections notice a host that is gone, and a migration may come as the owner. */
@Singleton
public class Connections implements PgPoolCreator {

    /** What is silent for longer is half open, and no migration. */
    private static final Duration LONGEST_MIGRATION = Duration.ofHours(1);

    /** The pool looks once a second, and the server ends a statement a second after we stopped waiting. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final Duration SHORTEST_LULL = Duration.ofSeconds(1);

    private final Duration silence;
    private final Duration longestLull;
    private Vertx vertx;
    private PgConnectOptions options;
    private PoolOptions size;

    /**
     * @param silence after which a connection is given up: nothing that it was asked is answered so late
     * @param statementLimit how long an answer is waited for. Silence counts from the last answer, and not from the next
     *     question: of a connection that was asked nothing for so long that the question would be cut short, the pool lets go.
     */
    Connections(
            @ConfigProperty(name = "chassis.longest-silence") Duration silence,
            @ConfigProperty(name = "chassis.statement-limit") Duration statementLimit) {
        this.silence = silence;
        Duration lull = silence.minus(statementLimit).minus(ENDING);
        this.longestLull = lull.compareTo(SHORTEST_LULL) > 0 ? lull : SHORTEST_LULL;
    }

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        options = input.pgConnectOptionsList().get(0);
        size = input.poolOptions()
                .setIdleTimeout((int) longestLull.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        List<PgConnectOptions> alive = input.pgConnectOptionsList();
        alive.forEach(each -> each.setTcpKeepAlive(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout((int) silence.toMillis()));
        return PgBuilder.pool()
                .with(size)
                .connectingTo(List.<SqlConnectOptions>copyOf(alive))
                .using(input.vertx())
                .build();
    }

    Vertx vertx() {
        return vertx;
    }

    /** A pool beside the one that all share, of so many connections; whoever asks for it closes it. */
    public Pool beside(int maxSize, PgConnectOptions connections) {
        return PgBuilder.pool()
                .with(new PoolOptions(size).setMaxSize(maxSize).setShared(false))
                .connectingTo(connections)
                .using(vertx)
                .build();
    }

    /** What the pool connects with, to be changed for another. */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    /** The pool's, of whoever migrates; what is asked may be answered late, since a large table is changed slowly. */
    PgConnectOptions forMigrations(Optional<String> user, Optional<String> password) {
        PgConnectOptions migrating = options();
        migrating.setReadIdleTimeout((int) LONGEST_MIGRATION.toMillis());
        return user.isEmpty() ? migrating : migrating.setUser(user.get()).setPassword(password.orElse(""));
    }

    Duration silence() {
        return silence;
    }
}
