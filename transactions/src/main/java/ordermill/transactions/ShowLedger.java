package ordermill.transactions;

import java.util.Set;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;

/** {@code GET /ledger/{order_id}}: what was decided and charged, for staff; no personal data. */
@Path("/ledger/{order_id}")
@Produces(MediaType.APPLICATION_JSON)
class ShowLedger {

    private final Ledger ledger;

    ShowLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    @GET
    public Uni<Response> show(@PathParam("order_id") String orderId) {
        return ledger.decisionsOf(Set.of(orderId))
                .map(found -> found.isEmpty()
                        ? notFound()
                        : Response.ok(body(found.get(orderId))).build());
    }

    private static JsonNode body(Decision decision) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("order_id", decision.orderId())
                .put("status", decision.status())
                .put("total_cost", decision.totalCost())
                .put("decided_time", Decision.epochSeconds(decision.decidedAt()));
        if (decision.reason() != null) {
            body.put("reason", decision.reason());
        }
        if (decision.paymentId() != null) {
            body.put("payment_id", decision.paymentId());
        }
        return body;
    }

    private static Response notFound() {
        var problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", "Not Found")
                .put("status", 404)
                .put("detail", "no decision is stored for this order_id");
        return Response.status(404)
                .type("application/problem+json")
                .entity(problem)
                .build();
    }
}
