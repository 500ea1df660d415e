package ordermill.transactions;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Orders that have no decision yet -> decisions: the rules first, then the gateway. */
@ApplicationScoped
class Payments {

    private static final int CHARGES_AT_ONCE = 32;

    private final PaymentGateway gateway;
    private final BigDecimal limit;
    private final Clock clock;

    Payments(PaymentGateway gateway, @ConfigProperty(name = "payments.limit") BigDecimal limit, Clock clock) {
        this.gateway = gateway;
        this.limit = limit;
        this.clock = clock;
    }

    /** The decisions by order id. */
    Uni<Map<String, Decision>> decide(Collection<OrderDetails> orders) {
        return Multi.createFrom()
                .iterable(orders)
                .onItem()
                .transformToUni(this::decide)
                .merge(CHARGES_AT_ONCE)
                .collect()
                .asMap(Decision::orderId);
    }

    private Uni<Decision> decide(OrderDetails order) {
        if (!order.addsUp()) {
            return Uni.createFrom().item(Decision.rejected(order, "price_mismatch", clock.instant()));
        }
        if (order.totalCost().compareTo(limit) > 0) {
            return Uni.createFrom().item(Decision.rejected(order, "amount_over_limit", clock.instant()));
        }
        return gateway.charge(order).map(payment -> decided(order, payment));
    }

    private Decision decided(OrderDetails order, PaymentGateway.Payment payment) {
        if (payment instanceof PaymentGateway.Charged charged) {
            return Decision.confirmed(order, charged.paymentId(), clock.instant());
        }
        return Decision.rejected(order, ((PaymentGateway.Declined) payment).reason(), clock.instant());
    }

    @Produces
    @Singleton
    static PaymentGateway gateway(
            @ConfigProperty(name = "payments.url") Optional<URI> url,
            @ConfigProperty(name = "payments.timeout", defaultValue = "2s") Duration timeout) {
        return url.<PaymentGateway>map(at -> new HttpGateway(at, timeout)).orElseGet(SimulatedGateway::new);
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }
}
