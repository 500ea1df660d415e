package ordermill.transactions.payments;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Failure;
import ordermill.transactions.payments.PaymentGateway.CannotSay;
import ordermill.transactions.payments.PaymentGateway.Charge;
import ordermill.transactions.payments.PaymentGateway.NeverHeardOf;
import ordermill.transactions.payments.PaymentGateway.NotNow;
import ordermill.transactions.payments.PaymentGateway.Payment;

/**
 * Charges each order for itself and once: the intent is stored before the gateway is asked, the outcome as it comes. An
 * order that has no answer in time is put aside with its next try, and holds up nobody.
 *
 * <pre>
 * (none) -> intended -> charged | declined
 *           intended -> intended, put aside (no answer, rate limited, nonsense) -> charged | declined
 *           intended longer than the gateway remembers keys -> looked up -> charged | declined | needs_attention
 * </pre>
 */
@ApplicationScoped
public class ChargeOnce {

    private static final int AT_ONCE = 64;
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    private final PaymentGateway gateway;
    private final Charges charges;
    private final Clock clock;
    private final Patience patience;
    private final Duration keyLifetime;

    ChargeOnce(
            PaymentGateway gateway,
            Charges charges,
            Clock clock,
            @ConfigProperty(name = "payments.patience") Duration patience,
            @ConfigProperty(name = "payments.key-lifetime") Duration keyLifetime) {
        this.gateway = gateway;
        this.charges = charges;
        this.clock = clock;
        this.patience = new Patience(patience);
        this.keyLifetime = keyLifetime;
    }

    /** A charge and the record that asks for it. */
    public record Asked(Charges.Request request, Charge charge) {}

    /** The payments by order id; an order that is not among them is decided already, or put aside. */
    public Uni<Map<String, Payment>> each(Collection<Asked> asked) {
        Map<String, Payment> payments = new ConcurrentHashMap<>();
        return charges.intend(asked.stream().map(Asked::request).toList(), clock.instant())
                .chain(known -> Multi.createFrom()
                        .iterable(asked)
                        .onItem()
                        .transformToUni(one -> one(one, known.get(one.charge().orderId()))
                                .onItem()
                                .ifNotNull()
                                .invoke(payment -> payments.put(one.charge().orderId(), payment)))
                        .merge(AT_ONCE)
                        .collect()
                        .last())
                .map(done -> payments);
    }

    /** The payment of a charge that was put aside; null where it stays there, or waits for a person. */
    public Uni<Payment> again(Charges.Due due, Charge charge) {
        if (due.known() instanceof Charges.Answered answered) {
            return Uni.createFrom().item(answered.payment());
        }
        if (due.known() instanceof Charges.Begun begun) {
            return (isForgotten(begun) ? lookUp(charge) : gateway.chargeForItself(charge))
                    .chain(payment -> store(due.request(), payment, due.tries()));
        }
        return Uni.createFrom().nullItem();
    }

    private Uni<Payment> one(Asked asked, Charges.Known known) {
        Charge charge = asked.charge();
        if (known instanceof Charges.Answered answered) {
            return Uni.createFrom().item(answered.payment());
        }
        if (known instanceof Charges.Decided || known instanceof Charges.Elsewhere) {
            return Uni.createFrom().nullItem();
        }
        if (known instanceof Charges.Begun begun && isForgotten(begun)) {
            return charges.putAside(asked.request(), clock.instant()).replaceWith((Payment) null);
        }
        return charge(asked);
    }

    private Uni<Payment> charge(Asked asked) {
        return patience.during(within -> gateway.charge(asked.charge(), within))
                .chain(payment -> store(asked.request(), payment, 0))
                // Put aside all the same: else a stranger whose poll is tried again could not be told from the gateway.
                .invoke(payment -> {
                    if (payment == null && patience.isGatewayAway()) {
                        throw new Failure.Away("the payment gateway");
                    }
                });
    }

    private Uni<Payment> store(Charges.Request request, Payment payment, int tries) {
        if (payment instanceof CannotSay) {
            return charges.needsAttention(request.orderId()).replaceWith((Payment) null);
        }
        if (payment instanceof NotNow notNow) {
            return charges.putAside(request, clock.instant().plus(pause(notNow, tries)))
                    .replaceWith((Payment) null);
        }
        return charges.settle(request.orderId(), payment).replaceWith(payment);
    }

    private static Duration pause(NotNow asked, int tries) {
        Duration ours = PAUSES.get(Math.min(tries, PAUSES.size() - 1));
        return asked.pause().compareTo(ours) > 0 ? asked.pause() : ours;
    }

    private boolean isForgotten(Charges.Begun begun) {
        return begun.intendedAt().isBefore(clock.instant().minus(keyLifetime));
    }

    /** The gateway may have forgotten the key: charging again could charge twice. */
    private Uni<Payment> lookUp(Charge charge) {
        return gateway.find(charge.orderId()).chain(found -> {
            if (found instanceof NeverHeardOf) {
                return charges.intendAnew(charge.orderId(), clock.instant())
                        .chain(() -> gateway.chargeForItself(charge));
            }
            return Uni.createFrom().item(found);
        });
    }
}
