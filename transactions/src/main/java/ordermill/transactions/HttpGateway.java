package ordermill.transactions;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

/**
 * A gateway behind HTTP: {@code POST {url}/charges} with the order id as {@code Idempotency-Key} answers 200 or 201 with
 * a {@code payment_id}, or 402 with a {@code reason}. Every other answer is an outage: the order waits.
 */
final class HttpGateway implements PaymentGateway {

    private static final int PAYMENT_REQUIRED = 402;

    private final Charges charges;
    private final TypedGuard<Uni<Payment>> guard;

    HttpGateway(URI url, Duration timeout) {
        charges = QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                .disableDefaultMapper(true)
                .build(Charges.class);
        guard = guard(timeout);
    }

    @Override
    public Uni<Payment> charge(OrderDetails order) {
        return guard.get(() -> charges.charge(order.orderId(), bodyOf(order)).map(HttpGateway::answer));
    }

    private static ObjectNode bodyOf(OrderDetails order) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("order_id", order.orderId())
                .put("amount", order.totalCost())
                .put("payment_token", order.paymentToken());
    }

    private static Payment answer(Response response) {
        try (response) {
            JsonNode body = response.hasEntity() ? response.readEntity(JsonNode.class) : null;
            int status = response.getStatus();
            if ((status == 200 || status == 201)
                    && body != null
                    && body.path("payment_id").isTextual()) {
                return new Charged(body.get("payment_id").textValue());
            }
            if (status == PAYMENT_REQUIRED) {
                return new Declined(
                        body == null ? "card_declined" : body.path("reason").asText("card_declined"));
            }
            throw new IllegalStateException("the payment gateway answered " + status);
        }
    }

    private static TypedGuard<Uni<Payment>> guard(Duration timeout) {
        return TypedGuard.create(new jakarta.enterprise.util.TypeLiteral<Uni<Payment>>() {})
                .withTimeout()
                .duration(timeout.toMillis(), ChronoUnit.MILLIS)
                .done()
                .withRetry()
                .maxRetries(2)
                .delay(100, ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(10)
                .failureRatio(0.5)
                .delay(2, ChronoUnit.SECONDS)
                .done()
                .build();
    }

    @Path("/charges")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    interface Charges {
        @POST
        Uni<Response> charge(@HeaderParam("Idempotency-Key") String orderId, ObjectNode body);
    }
}
