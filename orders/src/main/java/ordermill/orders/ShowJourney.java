package ordermill.orders;

import java.time.Duration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

/** {@code GET /order/{id}}: status and timeline, and no personal data, since ids may be guessed. */
@Path("/order/{id}")
@Produces(MediaType.APPLICATION_JSON)
class ShowJourney {

    /** An order just accepted is on its way to the tracker: look again for a moment before saying 404. */
    private static final int LOOKS = 10;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Journeys journeys;

    ShowJourney(Journeys journeys) {
        this.journeys = journeys;
    }

    @GET
    public Uni<Response> show(@PathParam("id") String id) {
        return look(id, LOOKS)
                .map(journey -> journey == null
                        ? Problems.response(404, null, "no order has this id")
                        : Response.ok(Json.bytes(body(id, journey))).build())
                .onFailure()
                .recoverWithItem(Problems::databaseIsAway);
    }

    private Uni<Journeys.Journey> look(String id, int looks) {
        return journeys.find(Journeys.ORDER, id).chain(found -> {
            if (found != null || looks <= 1) {
                return Uni.createFrom().item(found);
            }
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(BETWEEN_LOOKS)
                    .chain(() -> look(id, looks - 1));
        });
    }

    private static ObjectNode body(String id, Journeys.Journey journey) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("order_id", id).put("status", journey.status());
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
