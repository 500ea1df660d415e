package ordermill.transactions.orders;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

import ordermill.chassis.Fields;
import ordermill.chassis.Problems;
import ordermill.transactions.payments.Charges;

/** {@code GET /ledger/{order_id}}: what was decided and charged, for staff; no personal data. */
@Path("/ledger/{order_id}")
@Produces(MediaType.APPLICATION_JSON)
class ShowLedger {

    private final Ledger ledger;
    private final Charges charges;

    ShowLedger(Ledger ledger, Charges charges) {
        this.ledger = ledger;
        this.charges = charges;
    }

    @GET
    public Uni<Response> show(@PathParam("order_id") String orderId) {
        if (!Fields.isId(orderId)) {
            return Uni.createFrom().item(notFound());
        }
        return ledger.entry(orderId)
                .chain(entry ->
                        entry == null ? undecided(orderId) : Uni.createFrom().item(ok(body(orderId, entry))));
    }

    /** {@code intended} or {@code needs_attention}, where its charge was begun and has no outcome. */
    private Uni<Response> undecided(String orderId) {
        return charges.stateOf(orderId)
                .map(state -> state == null
                        ? notFound()
                        : ok(Fields.newObject().put("order_id", orderId).put("status", state)));
    }

    private static Response ok(ObjectNode body) {
        return Response.ok(Fields.bytes(body)).build();
    }

    private static ObjectNode body(String orderId, Ledger.Entry entry) {
        ObjectNode body = Fields.newObject()
                .put("order_id", orderId)
                .put("status", entry.status())
                .put("total_cost", entry.totalCost())
                .put("decided_time", Fields.epochSeconds(entry.decidedAt().toInstant()));
        if (entry.reason() != null) {
            body.put("reason", entry.reason());
        }
        if (entry.paymentId() != null) {
            body.put("payment_id", entry.paymentId());
        }
        return body;
    }

    private static Response notFound() {
        return Problems.response(404, null, "no decision is stored for this order_id");
    }
}
