package ordermill.analytics.dashboard;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.analytics.counting.Days;
import ordermill.analytics.counting.Today;
import ordermill.analytics.pipeline.CountDeadLetters;
import ordermill.analytics.pipeline.Shared;
import ordermill.chassis.Fields;

/**
 * The sums as JSON, each answer read in one statement: its figures belong together, and any replica gives the same.
 * With them the dead letters, which only Kafka knows. All who look share one reading.
 */
@Singleton
class Figures {

    private static final List<String> PARTS =
            List.of("totals", "heartbeat", "minutes", "ride_minutes", "rides_by_zone", "latest_orders");

    private final AskDatabase database;
    private final CountDeadLetters deadLetters;
    private final Days days;
    private final String storefrontUrl;
    private final BigDecimal zoneSize;
    private final Shared<Reading> totals;
    private final Shared<Reading> dashboard;

    Figures(
            AskDatabase database,
            CountDeadLetters deadLetters,
            Days days,
            MeterRegistry meters,
            @ConfigProperty(name = "dashboard.storefront-url") String storefrontUrl,
            @ConfigProperty(name = "analytics.zone-size") BigDecimal zoneSize,
            @ConfigProperty(name = "analytics.pages.shared-for") Duration sharedFor) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.days = days;
        this.storefrontUrl = storefrontUrl;
        this.zoneSize = zoneSize;
        Counter totalsRead = meters.counter("analytics.readings", "of", "totals");
        Counter dashboardRead = meters.counter("analytics.readings", "of", "dashboard");
        totals = new Shared<>("the totals", sharedFor, () -> {
            totalsRead.increment();
            return read(FiguresSql.TOTALS, Figures::totals);
        });
        dashboard = new Shared<>("the dashboard", sharedFor, () -> {
            dashboardRead.increment();
            return read(FiguresSql.TOTALS_AND_SERIES, this::dashboard);
        });
    }

    /**
     * The figures at one moment.
     *
     * @param content all of it but the time: equal as long as nothing happened
     * @param json what is sent
     */
    record Reading(String content, String json) {}

    /** What {@code GET /totals} answers. */
    Uni<String> totals() {
        return totals.current().map(Reading::json);
    }

    /** What a dashboard shows. */
    Uni<Reading> dashboard() {
        return dashboard.current();
    }

    private Uni<Reading> read(String statement, Function<Row, ObjectNode> answer) {
        Today today = days.today();
        Uni<Row> figures = database.rows(statement, Tuple.of(today.day(), today.now()))
                .map(rows -> rows.iterator().next());
        return Uni.combine().all().unis(figures, deadLetters.waiting()).with((row, letters) -> {
            ObjectNode found = answer.apply(row);
            found.set("dead_letters", letters);
            return new Reading(
                    found.toString(),
                    found.put("time", Fields.epochSeconds(today.now().toInstant()))
                            .toString());
        });
    }

    private static ObjectNode totals(Row row) {
        ObjectNode totals = Fields.OF_SERVICES.object(row.getString("totals").getBytes(StandardCharsets.UTF_8));
        return totals.putRawValue("heartbeat", new RawValue(row.getString("heartbeat")));
    }

    private ObjectNode dashboard(Row row) {
        ObjectNode dashboard = Fields.newObject();
        PARTS.forEach(part -> dashboard.putRawValue(part, new RawValue(row.getString(part))));
        return dashboard.put("zone_size", zoneSize).put("storefront_url", storefrontUrl);
    }
}
