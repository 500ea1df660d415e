package ordermill.orders.journeys;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

import ordermill.orders.Flow;

/** {@code GET /order/{id}}: how far the order has come. */
@Path("/order/{id}")
@Produces(MediaType.APPLICATION_JSON)
class ShowOrder {

    private final ShowJourney showJourney;

    ShowOrder(ShowJourney showJourney) {
        this.showJourney = showJourney;
    }

    @GET
    public Uni<Response> show(@PathParam("id") String id, @HeaderParam("Prefer") String prefer) {
        return showJourney.show(Flow.ORDER, id, prefer);
    }
}
