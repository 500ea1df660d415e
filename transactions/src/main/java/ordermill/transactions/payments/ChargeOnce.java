package ordermill.transactions.payments;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Failure;
import ordermill.transactions.payments.PaymentGateway.Charge;
import ordermill.transactions.payments.PaymentGateway.NeverHeardOf;
import ordermill.transactions.payments.PaymentGateway.NotNow;
import ordermill.transactions.payments.PaymentGateway.Outcome;
import ordermill.transactions.payments.PaymentGateway.Payment;

/**
 * Charges each order for itself and once: the intent is stored before the gateway is asked, the outcome as it comes. An
 * order that has no answer in time is put aside with its next try, and holds up nobody.
 *
 * <pre>
 * (none) -> intended -> charged | declined
 *           intended -> intended, put aside (no answer, rate limited, nonsense) -> charged | declined
 *           intended longer than the gateway remembers keys -> looked up -> charged | declined
 *               never heard of -> intended anew; the gateway cannot say -> needs_attention
 *           intended, put aside, while the ledger says otherwise -> needs_attention
 * </pre>
 */
@ApplicationScoped
public class ChargeOnce {

    /** The ledger has a decision that does not tell what was charged. */
    public static final String DECIDED_OTHERWISE = "decided_otherwise";

    private static final int AT_ONCE = 64;

    private final PaymentGateway gateway;
    private final Charges charges;
    private final Clock clock;
    private final Patience patience;
    private final List<Duration> waits;

    ChargeOnce(
            PaymentGateway gateway,
            Charges charges,
            Clock clock,
            @ConfigProperty(name = "payments.patience") Duration patience,
            @ConfigProperty(name = "payments.waits") List<Duration> waits) {
        this.gateway = gateway;
        this.charges = charges;
        this.clock = clock;
        this.patience = new Patience(patience);
        this.waits = waits;
    }

    /** A charge and the record that asks for it. */
    public record Asked(Charges.Request request, Charge charge) {}

    /** The outcomes by order id; an order that is not among them is decided already, or others see to it. */
    public Uni<Map<String, Outcome>> each(Collection<Asked> asked) {
        Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
        return charges.intend(asked.stream().map(Asked::request).toList())
                .chain(known -> {
                    List<Asked> open = new ArrayList<>();
                    for (Asked one : asked) {
                        Charges.Known before = known.get(one.charge().orderId());
                        if (before instanceof Charges.Answered answered) {
                            outcomes.put(one.charge().orderId(), answered.outcome());
                        } else if (!(before instanceof Charges.Elsewhere)) {
                            open.add(one);
                        }
                    }
                    return all(
                            open.iterator(),
                            one -> one(one, known.get(one.charge().orderId()))
                                    .onItem()
                                    .ifNotNull()
                                    .invoke(outcome -> outcomes.put(one.charge().orderId(), outcome)));
                })
                .map(done -> outcomes);
    }

    private Uni<Outcome> all(Iterator<Asked> rest, Function<Asked, Uni<Outcome>> charge) {
        if (patience.isGatewayAway() && rest.hasNext()) {
            // One alone finds out whether it is back.
            return charge.apply(rest.next()).chain(() -> all(rest, charge));
        }
        return Multi.createFrom()
                .iterable(() -> rest)
                .onItem()
                .transformToUni(charge::apply)
                .merge(AT_ONCE)
                .collect()
                .last();
    }

    /** The outcome of a charge that was put aside; null where it stays there, or waits for a person. */
    public Uni<Outcome> again(Charges.Due due, Charge charge) {
        if (due.known() instanceof Charges.Answered answered) {
            return Uni.createFrom().item(answered.outcome());
        }
        if (due.known() instanceof Charges.Begun begun) {
            return (begun.isForgotten() ? lookUp(charge) : gateway.chargeForItself(charge))
                    .chain(payment -> store(due.request(), payment, due.tries()));
        }
        return charges.needsAttention(charge.orderId(), DECIDED_OTHERWISE).replaceWith((Outcome) null);
    }

    private Uni<Outcome> one(Asked asked, Charges.Known known) {
        if (known instanceof Charges.Begun begun && begun.isForgotten()) {
            return charges.putAside(asked.request(), clock.instant()).replaceWith((Outcome) null);
        }
        return charge(asked);
    }

    private Uni<Outcome> charge(Asked asked) {
        return patience.during(within -> gateway.charge(asked.charge(), within))
                .chain(payment -> store(asked.request(), payment, 0))
                // Put aside all the same: else a stranger whose poll is tried again could not be told from the gateway.
                .invoke(outcome -> {
                    if (outcome == null && patience.isGatewayAway()) {
                        throw new Failure.Away("the payment gateway");
                    }
                });
    }

    private Uni<Outcome> store(Charges.Request request, Payment payment, int tries) {
        if (payment instanceof Outcome outcome) {
            return charges.settle(request.orderId(), outcome).replaceWith(outcome);
        }
        Uni<Void> stored = payment instanceof NotNow notNow
                ? charges.putAside(request, clock.instant().plus(notNow.pauseAfter(tries, waits)))
                : charges.needsAttention(request.orderId(), "gateway_cannot_say");
        return stored.replaceWith((Outcome) null);
    }

    /** The gateway may have forgotten the key: charging again could charge twice. */
    private Uni<Payment> lookUp(Charge charge) {
        return gateway.find(charge.orderId()).chain(found -> {
            if (found instanceof NeverHeardOf) {
                return charges.intendAnew(charge.orderId()).chain(() -> gateway.chargeForItself(charge));
            }
            return Uni.createFrom().item(found);
        });
    }
}
