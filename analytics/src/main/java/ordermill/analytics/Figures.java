package ordermill.analytics;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The sums as JSON, each answer read in one statement: its figures belong together, and any replica gives the same.
 * With them the dead letters, which only Kafka knows.
 */
@ApplicationScoped
class Figures {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<String> PARTS =
            List.of("totals", "heartbeat", "minutes", "ride_minutes", "rides_by_zone", "latest_orders");

    private final Database database;
    private final CountDeadLetters deadLetters;
    private final Clock clock;
    private final String storefrontUrl;
    private final BigDecimal zoneSize;

    Figures(
            Database database,
            CountDeadLetters deadLetters,
            Clock clock,
            @ConfigProperty(name = "dashboard.storefront-url") String storefrontUrl,
            @ConfigProperty(name = "analytics.zone-size") BigDecimal zoneSize) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.storefrontUrl = storefrontUrl;
        this.zoneSize = zoneSize;
    }

    /** What {@code GET /totals} answers. */
    Uni<ObjectNode> totals() {
        return read(FiguresSql.TOTALS, (row, now) -> {
            ObjectNode totals = (ObjectNode) Json.stored(row.getString("totals"));
            totals.set("heartbeat", Json.stored(row.getString("heartbeat")));
            return totals.put("time", Json.epochSeconds(now.now().toInstant()));
        });
    }

    /** What a dashboard shows, without the time, which is all that differs from the last answer when nothing happened. */
    Uni<ObjectNode> dashboard() {
        return read(FiguresSql.TOTALS_AND_SERIES, (row, now) -> {
            ObjectNode dashboard = Json.object();
            PARTS.forEach(part -> dashboard.set(part, Json.stored(row.getString(part))));
            return dashboard.put("zone_size", zoneSize).put("storefront_url", storefrontUrl);
        });
    }

    private Uni<ObjectNode> read(String statement, BiFunction<Row, Today, ObjectNode> answer) {
        Uni<ObjectNode> figures = Uni.createFrom()
                .deferred(() -> {
                    Today today = Today.by(clock);
                    return database.execute(statement, Tuple.of(today.start(), today.end(), today.now()))
                            .map(rows -> answer.apply(rows.iterator().next(), today));
                })
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(NotNow::new);
        return Uni.combine()
                .all()
                .unis(figures, deadLetters.waiting())
                .with((found, letters) -> found.set("dead_letters", letters));
    }
}
