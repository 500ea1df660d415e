package ordermill.transactions.payments;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.util.TypeLiteral;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

import ordermill.chassis.Failure;
import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.transactions.Reason;

/**
 * A gateway behind HTTP: {@code POST {url}/charges} with the order id as {@code Idempotency-Key}. What it answers to one
 * order concerns that order; only when it fails one charge after the other is it away.
 */
final class HttpGateway implements PaymentGateway {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int LONGEST_ID = 200;

    private final ChargesApi api;
    private final String authorization;
    private final Duration patience;
    private final Duration timeout;
    private final TypedGuard<Uni<Response>> ofPolls = onceMore()
            .withCircuitBreaker()
            .requestVolumeThreshold(20)
            .failureRatio(0.5)
            .delay(2, ChronoUnit.SECONDS)
            .skipOn(Hasty.class)
            .done()
            .build();
    private final TypedGuard<Uni<Response>> ofEach = onceMore().build();

    /** @param patience who waits less than this learns nothing of the gateway when there is no answer */
    HttpGateway(ChargesApi api, Optional<String> authorization, Duration patience, Duration timeout) {
        this.api = api;
        this.authorization = authorization.orElse(null);
        this.patience = patience;
        this.timeout = timeout;
    }

    @Override
    public Uni<Payment> charge(Charge charge, Duration within) {
        return answered(ofPolls, within, () -> ask(charge)).map(HttpGateway::toCharge);
    }

    @Override
    public Uni<Payment> chargeForItself(Charge charge) {
        return answered(ofEach, timeout, () -> ask(charge)).map(HttpGateway::toCharge);
    }

    @Override
    public Uni<Payment> find(String orderId) {
        return answered(ofEach, timeout, () -> api.find(authorization, orderId)).map(HttpGateway::toFind);
    }

    private Uni<Response> ask(Charge charge) {
        byte[] body = Fields.bytes(Fields.newObject()
                .put("order_id", charge.orderId())
                .put("amount", charge.amount())
                .put("payment_token", charge.token()));
        return api.charge(authorization, charge.orderId(), body);
    }

    /** Null where this call had no answer; fails where none has. */
    private Uni<Response> answered(TypedGuard<Uni<Response>> guard, Duration within, Supplier<Uni<Response>> call) {
        return Uni.createFrom()
                .deferred(() -> guard.get(() -> call.get()
                        // Gives the connection up, which a guard's own time limit does not.
                        .ifNoItem()
                        .after(within)
                        .failWith(() -> within.compareTo(patience) < 0 ? new Hasty() : new NoAnswer())
                        // The client makes a failure of every answer above 399.
                        .onFailure(WebApplicationException.class)
                        .recoverWithItem(refused -> ((WebApplicationException) refused).getResponse())
                        .invoke(HttpGateway::failIfAway)))
                .onFailure(CircuitBreakerOpenException.class)
                .transform(open -> new Failure.Away("the payment gateway"))
                .onFailure(failure -> !(failure instanceof Failure.Away))
                .recoverWithNull();
    }

    private static void failIfAway(Response response) {
        int status = response.getStatus();
        if (status >= 500 || status == 401 || status == 403 || status == 407) {
            // Not of this order: the gateway is not well, or does not know us.
            throw new GatewayFailed(status);
        }
    }

    private static Payment toCharge(Response response) {
        if (response == null) {
            return new NotAnswered();
        }
        int status = response.getStatus();
        if (status < 300) {
            return charged(response);
        }
        if (status == 402) {
            return new Declined(Reason.fromOutside(text(body(response), "reason"), Reason.CARD_DECLINED));
        }
        if (status == 408 || status == 425 || status == 429) {
            return new NotNow(retryAfter(response));
        }
        return status >= 400 ? new Declined(new Reason("payment_refused_" + status)) : new NotNow(SHORTEST_PAUSE);
    }

    private static Payment toFind(Response response) {
        if (response == null) {
            return new NotAnswered();
        }
        if (response.getStatus() == 429) {
            return new NotNow(retryAfter(response));
        }
        if (response.getStatus() == 404) {
            return new NeverHeardOf();
        }
        ObjectNode body = body(response);
        if (response.getStatus() == 200 && "declined".equals(text(body, "status"))) {
            return new Declined(Reason.fromOutside(text(body, "reason"), Reason.CARD_DECLINED));
        }
        return response.getStatus() == 200 && charged(text(body, "payment_id")) instanceof Charged charged
                ? charged
                : new CannotSay();
    }

    private static Payment charged(Response response) {
        return charged(text(body(response), "payment_id"));
    }

    /** An answer without a payment id is no answer: asked again under the same key, it may come to its senses. */
    private static Payment charged(String paymentId) {
        return paymentId != null && Fields.isName(paymentId, LONGEST_ID)
                ? new Charged(paymentId)
                : new NotNow(SHORTEST_PAUSE);
    }

    private static ObjectNode body(Response response) {
        try (response) {
            return Fields.OF_CLIENTS.object(response.hasEntity() ? response.readEntity(byte[].class) : null);
        } catch (Fault noJson) {
            return Fields.newObject();
        }
    }

    private static String text(ObjectNode body, String field) {
        return body.path(field).textValue();
    }

    private static Duration retryAfter(Response response) {
        String seconds = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        if (seconds == null || !seconds.matches("\\d{1,5}")) {
            return SHORTEST_PAUSE;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    /** Who fails for a moment is asked again at once; who does not answer would not answer a second time either. */
    private static TypedGuard.Builder<Uni<Response>> onceMore() {
        return TypedGuard.create(new TypeLiteral<Uni<Response>>() {})
                .withRetry()
                .maxRetries(1)
                .delay(10, ChronoUnit.MILLIS)
                .jitter(5, ChronoUnit.MILLIS)
                .abortOn(Set.of(CircuitBreakerOpenException.class, NoAnswer.class))
                .done();
    }

    private static class NoAnswer extends RuntimeException {
        NoAnswer() {
            super("the payment gateway did not answer in time", null, false, false);
        }
    }

    /** Nobody waited for long, so that it may be ours to be late. */
    private static final class Hasty extends NoAnswer {}

    private static final class GatewayFailed extends RuntimeException {
        GatewayFailed(int status) {
            super("the payment gateway answered " + status, null, false, false);
        }
    }
}
