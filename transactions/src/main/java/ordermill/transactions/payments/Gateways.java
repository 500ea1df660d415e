package ordermill.transactions.payments;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The gateway that the configuration names: none is taken by default, so that nobody ships goods for simulated money. */
@Dependent
class Gateways {

    @Produces
    @Singleton
    static PaymentGateway gateway(
            @ConfigProperty(name = "payments.gateway") Optional<String> gateway,
            @ConfigProperty(name = "payments.url") Optional<String> url,
            @ConfigProperty(name = "payments.authorization") Optional<String> authorization,
            @ConfigProperty(name = "payments.timeout") Duration timeout,
            @RestClient ChargesApi api) {
        String named = gateway.orElse(url.isPresent() ? "http" : "");
        switch (named) {
            case "simulated":
                return new SimulatedGateway();
            case "http":
                if (url.isPresent()) {
                    return new HttpGateway(api, authorization, timeout);
                }
                throw new IllegalStateException("payments.gateway is http, but payments.url names none");
            default:
                throw new IllegalStateException(
                        "no payment gateway: set payments.url, or say payments.gateway=simulated, which charges nobody");
        }
    }

    /** Fails the start, and not the first order. */
    void ask(@Observes StartupEvent start, PaymentGateway gateway) {}
}
