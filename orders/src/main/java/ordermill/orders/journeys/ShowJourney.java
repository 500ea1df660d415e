package ordermill.orders.journeys;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

import ordermill.chassis.Fields;
import ordermill.chassis.LookUps;
import ordermill.chassis.Problems;
import ordermill.orders.Flow;
import ordermill.orders.journeys.Journeys.Journey;

/** A journey for whoever knows its id: status and timeline, and no personal data, since ids may be guessed. */
@ApplicationScoped
class ShowJourney {

    /** An order just accepted is on its way to the tracker: look again for a moment before saying 404. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** A page that comes from placing the order has more patience, and says so: {@code Prefer: wait=5} (RFC 7240). */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration FOR_THE_DATABASE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 256;

    private final Journeys journeys;
    private final JourneyTraces traces;
    private final LookUps lookUps = new LookUps(AT_ONCE, FOR_THE_DATABASE);

    ShowJourney(Journeys journeys, JourneyTraces traces) {
        this.journeys = journeys;
        this.traces = traces;
    }

    /** 404 where nobody has this id, or nobody can have it. */
    Uni<Response> show(Flow flow, String id, String prefer) {
        if (!Fields.isId(id)) {
            return Uni.createFrom().item(unknown(flow));
        }
        return look(flow, id, System.nanoTime(), patience(prefer))
                .chain(journey -> journey == null
                        ? Uni.createFrom().item(unknown(flow))
                        : lookUps.ask(() -> traces.find(flow, id))
                                // It only adorns the answer.
                                .onFailure()
                                .recoverWithNull()
                                .map(trace -> Response.ok(Fields.bytes(traces.show(trace, body(flow, id, journey))))
                                        .build()));
    }

    static Duration patience(String prefer) {
        if (prefer == null || !prefer.startsWith("wait=")) {
            return PATIENCE;
        }
        try {
            Duration asked = Duration.ofSeconds(Integer.parseInt(prefer, 5, prefer.length(), 10));
            return asked.compareTo(MOST_PATIENCE) < 0 ? asked : MOST_PATIENCE;
        } catch (NumberFormatException e) {
            // A preference that cannot be understood is ignored.
            return PATIENCE;
        }
    }

    private static Response unknown(Flow flow) {
        return Problems.response(404, null, "no %s has this id".formatted(flow.word()));
    }

    /** Looks less and less often; what the database takes to answer is waited, too. */
    private Uni<Journey> look(Flow flow, String id, long since, Duration patience) {
        return lookUps.ask(() -> journeys.find(flow, id)).chain(found -> {
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            if (found != null || waited.compareTo(patience) >= 0) {
                return Uni.createFrom().item(found);
            }
            Duration quarter = waited.dividedBy(4);
            Duration pause = quarter.compareTo(FIRST_PAUSE) > 0 ? quarter : FIRST_PAUSE;
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(pause)
                    .chain(() -> look(flow, id, since, patience));
        });
    }

    private static ObjectNode body(Flow flow, String id, Journey journey) {
        ObjectNode body = Fields.newObject().put(flow.idField(), id).put("status", journey.status());
        if (journey.reason() != null) {
            body.put("reason", journey.reason());
        }
        var timeline = body.putArray("timeline");
        for (Journeys.Event event : journey.events()) {
            ObjectNode shown = timeline.addObject()
                    .put("topic", event.topic())
                    .put("partition", event.partition())
                    .put("offset", event.offset())
                    .put("time", Fields.epochSeconds(event.time().toInstant()));
            if (event.repeats() != null) {
                shown.put("repeats", event.repeats());
            }
        }
        return body;
    }
}
