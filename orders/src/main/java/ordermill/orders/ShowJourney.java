package ordermill.orders;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

/** {@code GET /order/{id}} and {@code GET /ride/{id}}: status and timeline, and no personal data, since ids may be guessed. */
@ApplicationScoped
class ShowJourney {

    /** An order just accepted is on its way to the tracker: look again for a moment before saying 404. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** A page that comes from placing the order has more patience, and says so: {@code Prefer: wait=5} (RFC 7240). */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final Journeys journeys;

    ShowJourney(Journeys journeys) {
        this.journeys = journeys;
    }

    Uni<Response> show(Flow flow, String id, String prefer) {
        return look(flow, id, patience(prefer), Duration.ZERO)
                .map(journey -> journey == null
                        ? Problems.response(404, null, "no %s has this id".formatted(flow.word()))
                        : Response.ok(Json.bytes(body(flow, id, journey))).build())
                .onFailure()
                .recoverWithItem(Problems::databaseIsAway);
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

    private Uni<Journeys.Journey> look(Flow flow, String id, Duration patience, Duration waited) {
        return journeys.find(flow, id).chain(found -> {
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
                    .chain(() -> look(flow, id, patience, waited.plus(pause)));
        });
    }

    private static ObjectNode body(Flow flow, String id, Journeys.Journey journey) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put(flow.idField(), id).put("status", journey.status());
        if (journey.reason() != null) {
            body.put("reason", journey.reason());
        }
        var timeline = body.putArray("timeline");
        for (Journeys.Event event : journey.events()) {
            timeline.addObject()
                    .put("topic", event.topic())
                    .put("partition", event.partition())
                    .put("offset", event.offset())
                    .put("time", Json.epochSeconds(event.time().toInstant()));
        }
        return body;
    }
}
