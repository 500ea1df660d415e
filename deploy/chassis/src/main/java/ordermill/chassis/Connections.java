package ordermill.chassis;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/** How the database is reached: the pool's connections notice a host that is gone, and a migration may come as the owner. */
@Singleton
class Connections implements PgPoolCreator {

    private Vertx vertx;
    private PgConnectOptions options;

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        options = input.pgConnectOptionsList().get(0);
        List<PgConnectOptions> alive = input.pgConnectOptionsList();
        alive.forEach(each -> each.setTcpKeepAlive(true));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(alive))
                .using(input.vertx())
                .build();
    }

    Vertx vertx() {
        return vertx;
    }

    /** The pool's options, but for who it is. */
    PgConnectOptions as(String user, String password) {
        return new PgConnectOptions(options).setUser(user).setPassword(password);
    }
}
