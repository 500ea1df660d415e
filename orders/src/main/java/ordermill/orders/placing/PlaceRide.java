package ordermill.orders.placing;

import java.time.Clock;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;

import ordermill.chassis.Fields;

/** {@code POST /ride}: 202 once Kafka has the ride for good, 503 where it cannot have it now. */
@Path("/ride")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PlaceRide {

    private final PlaceOnce placeOnce;
    private final Clock clock;

    PlaceRide(PlaceOnce placeOnce, Clock clock) {
        this.placeOnce = placeOnce;
        this.clock = clock;
    }

    /** @param key names the ride among its customer's, and alone where its body does not */
    @POST
    public Uni<Response> place(byte[] body, @HeaderParam(IdempotencyKey.HEADER) String key) {
        Request request = Request.ride(Fields.OF_CLIENTS.object(body), key, clock.instant());
        return placeOnce.place(request).map(Answers::to);
    }
}
