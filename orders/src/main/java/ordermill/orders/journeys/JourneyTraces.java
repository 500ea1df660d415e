package ordermill.orders.journeys;

import static ordermill.chassis.Sql.column;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Sql;
import ordermill.chassis.watching.Traces;
import ordermill.orders.Flow;

/** The traces that journeys were begun in, of those that were sampled. */
@ApplicationScoped
class JourneyTraces {

    private static final String ADD = """
            INSERT INTO orders.traces (flow, id, traceparent)
            SELECT flow, id, traceparent
            FROM unnest($1::text[], $2::text[], $3::text[]) AS placed (flow, id, traceparent)
            ORDER BY flow, id
            ON CONFLICT (flow, id) DO NOTHING
            """;

    private static final String FIND = """
            SELECT traceparent FROM orders.traces WHERE flow = $1 AND id = $2
            """;

    private final Sql sql;
    private final Traces traces;
    private final Optional<String> viewer;

    JourneyTraces(Sql sql, Traces traces, @ConfigProperty(name = "orders.trace-viewer-url") Optional<String> viewer) {
        this.sql = sql;
        this.traces = traces;
        this.viewer = viewer;
    }

    /** Those among the steps that begin a journey; one that was begun before keeps its trace. */
    Uni<Void> add(Collection<Step> steps) {
        List<Step> sampled = steps.stream()
                .filter(step -> step.placed() != null && Traces.in(step.record()) != null)
                .toList();
        return sampled.isEmpty()
                ? Uni.createFrom().voidItem()
                : sql.execute(
                                ADD,
                                Tuple.of(
                                        column(
                                                sampled,
                                                String[]::new,
                                                step -> step.flow().word()),
                                        column(sampled, String[]::new, Step::id),
                                        column(sampled, String[]::new, step -> Traces.in(step.record()))))
                        .replaceWithVoid();
    }

    /** The trace's id; null where it has none. */
    Uni<String> find(Flow flow, String id) {
        return traces.areOff()
                ? Uni.createFrom().nullItem()
                : sql.lookUp(FIND, Tuple.of(flow.word(), id))
                        .map(rows -> rows.stream()
                                .findFirst()
                                .map(row -> Traces.id(row.getString(0)))
                                .orElse(null));
    }

    /** Adds {@code trace_id} and, where there is a viewer, {@code trace_url}. */
    ObjectNode show(String traceId, ObjectNode journey) {
        if (traceId != null) {
            journey.put("trace_id", traceId);
            viewer.ifPresent(url -> journey.put("trace_url", url.replace("{trace_id}", traceId)));
        }
        return journey;
    }
}
