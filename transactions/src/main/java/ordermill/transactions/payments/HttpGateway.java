package ordermill.transactions.payments;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.util.TypeLiteral;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Fields;
import ordermill.chassis.watching.Seldom;

/**
 * A gateway behind HTTP: {@code POST {url}/charges} with the order id as {@code Idempotency-Key}. What it answers to one
 * order concerns that order; only when it fails one charge after the other is it away. Whether one that does not answer is
 * away says {@link Patience}.
 */
final class HttpGateway implements PaymentGateway {

    private static final Logger LOG = Logger.getLogger(HttpGateway.class);
    private static final Seldom FAILED = new Seldom(Duration.ofSeconds(5));

    private final ChargesApi api;
    private final String authorization;
    private final Duration timeout;
    private final TypedGuard<Uni<Response>> ofPolls = onceMore()
            .withCircuitBreaker()
            .requestVolumeThreshold(20)
            .failureRatio(0.5)
            .delay(2, ChronoUnit.SECONDS)
            .skipOn(NoAnswer.class)
            .done()
            .build();
    private final TypedGuard<Uni<Response>> ofEach = onceMore().build();

    HttpGateway(ChargesApi api, Optional<String> authorization, Duration timeout) {
        this.api = api;
        this.authorization = authorization.orElse(null);
        this.timeout = timeout;
    }

    @Override
    public Uni<Payment> charge(Charge charge, Duration within) {
        return answered(ofPolls, within, () -> ask(charge)).map(response -> Answers.toCharge(response, charge.token()));
    }

    @Override
    public Uni<Payment> chargeForItself(Charge charge) {
        return answered(ofEach, timeout, () -> ask(charge)).map(response -> Answers.toCharge(response, charge.token()));
    }

    @Override
    public Uni<Payment> find(String orderId) {
        return answered(ofEach, timeout, () -> api.find(authorization, orderId)).map(Answers::toFind);
    }

    private Uni<Response> ask(Charge charge) {
        byte[] body = Fields.bytes(Fields.newObject()
                .put("order_id", charge.orderId())
                .put("amount", charge.amount())
                .put("payment_token", charge.token()));
        return api.charge(authorization, charge.orderId(), body);
    }

    /** Null where this call had no answer, its repetition included; fails where none has. */
    private Uni<Response> answered(TypedGuard<Uni<Response>> guard, Duration within, Supplier<Uni<Response>> call) {
        return Uni.createFrom()
                .deferred(() -> asked(guard, System.nanoTime() + within.toNanos(), call))
                .onFailure(CircuitBreakerOpenException.class)
                .transform(open -> new Failure.Away("the payment gateway"))
                .onFailure(failure -> !(failure instanceof Failure.Away))
                .recoverWithItem(HttpGateway::noAnswer);
    }

    private static Uni<Response> asked(TypedGuard<Uni<Response>> guard, long end, Supplier<Uni<Response>> call) {
        return guard.get(() -> call.get()
                // Not the guard's own time limit, which is the same for all calls.
                .ifNoItem()
                .after(Duration.ofNanos(Math.max(1, end - System.nanoTime())))
                .failWith(NoAnswer::new)
                // The client makes a failure of every answer above 399.
                .onFailure(WebApplicationException.class)
                .recoverWithItem(refused -> ((WebApplicationException) refused).getResponse())
                .invoke(HttpGateway::failIfAway));
    }

    private static void failIfAway(Response response) {
        int status = response.getStatus();
        if (status >= 500 || status == 401 || status == 403 || status == 407) {
            // Not of this order: the gateway is not well, or does not know us.
            throw new GatewayFailed(status);
        }
    }

    /** None, but it is told why: else a few charges at a gateway that nobody reaches would be put aside in silence. */
    private static Response noAnswer(Throwable failure) {
        String why = failure instanceof Failed ? failure.getMessage() : Failure.inWords(failure);
        FAILED.happened(questions -> LOG.warnf("%d questions to the payment gateway failed: %s", questions, why));
        return null;
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

    /** In words of our own. */
    private static class Failed extends RuntimeException {
        Failed(String why) {
            super(why, null, false, false);
        }
    }

    private static final class NoAnswer extends Failed {
        NoAnswer() {
            super("no answer in time");
        }
    }

    private static final class GatewayFailed extends Failed {
        GatewayFailed(int status) {
            super("it answered " + status);
        }
    }
}
