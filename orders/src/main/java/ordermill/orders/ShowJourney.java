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
    private static final int LOOKS = 10;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Journeys journeys;

    ShowJourney(Journeys journeys) {
        this.journeys = journeys;
    }

    Uni<Response> show(Flow flow, String id) {
        return look(flow, id, LOOKS)
                .map(journey -> journey == null
                        ? Problems.response(404, null, "no %s has this id".formatted(flow.word()))
                        : Response.ok(Json.bytes(body(flow, id, journey))).build())
                .onFailure()
                .recoverWithItem(Problems::databaseIsAway);
    }

    private Uni<Journeys.Journey> look(Flow flow, String id, int looks) {
        return journeys.find(flow, id).chain(found -> {
            if (found != null || looks <= 1) {
                return Uni.createFrom().item(found);
            }
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(BETWEEN_LOOKS)
                    .chain(() -> look(flow, id, looks - 1));
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
