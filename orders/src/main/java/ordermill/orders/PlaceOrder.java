package ordermill.orders;

import java.time.Clock;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

/** {@code POST /order}: 202 once Kafka has the order for good, 503 where it cannot have it now; {@code GET /order/{id}}: its journey. */
@Path("/order")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PlaceOrder {

    private final Accept accept;
    private final ShowJourney showJourney;
    private final Clock clock;

    PlaceOrder(Accept accept, ShowJourney showJourney, Clock clock) {
        this.accept = accept;
        this.showJourney = showJourney;
        this.clock = clock;
    }

    @POST
    public Uni<Response> place(byte[] body) {
        return accept.accept(OrderDetails.ask(Json.object(body), clock.instant()));
    }

    @GET
    @Path("/{id}")
    public Uni<Response> show(@PathParam("id") String id, @HeaderParam("Prefer") String prefer) {
        return showJourney.show(Flow.ORDER, id, prefer);
    }
}
