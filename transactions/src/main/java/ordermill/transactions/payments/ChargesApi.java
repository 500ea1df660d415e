package ordermill.transactions.payments;

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
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The gateway's HTTP interface; address, TLS, proxy and limits by {@code quarkus.rest-client.payments.*}. */
@Path("/charges")
@RegisterRestClient(configKey = "payments")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.WILDCARD)
public interface ChargesApi {

    /** @param authorization null: none is sent */
    @POST
    Uni<Response> charge(
            @HeaderParam("Authorization") String authorization,
            @HeaderParam("Idempotency-Key") String orderId,
            byte[] body);

    @GET
    @Path("/{order_id}")
    Uni<Response> find(@HeaderParam("Authorization") String authorization, @PathParam("order_id") String orderId);
}
