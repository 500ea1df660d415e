package ordermill.transactions.orders;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Fields;
import ordermill.chassis.Polls.Read;
import ordermill.chassis.watching.Traces;
import ordermill.transactions.Reason;
import ordermill.transactions.payments.ChargeOnce;
import ordermill.transactions.payments.Charges;
import ordermill.transactions.payments.PaymentGateway;
import ordermill.transactions.payments.PaymentGateway.Charge;
import ordermill.transactions.payments.PaymentGateway.Outcome;

/** Orders -> decisions: the rules first, then the gateway. */
@ApplicationScoped
class Decide {

    private final PaymentGateway gateway;
    private final ChargeOnce chargeOnce;
    private final BigDecimal limit;
    private final Clock clock;

    Decide(
            PaymentGateway gateway,
            ChargeOnce chargeOnce,
            @ConfigProperty(name = "payments.limit") BigDecimal limit,
            Clock clock) {
        this.gateway = gateway;
        this.chargeOnce = chargeOnce;
        this.limit = limit;
        this.clock = clock;
    }

    /** The decisions that can be made now; of the other orders something is stored already: a decision, or a charge. */
    Uni<Collection<Decision>> each(Collection<Read<OrderDetails>> orders) {
        List<Decision> decisions = new ArrayList<>(orders.size());
        Map<String, OrderDetails> toCharge = new HashMap<>();
        List<ChargeOnce.Asked> asked = new ArrayList<>();
        for (Read<OrderDetails> read : orders) {
            OrderDetails order = read.event();
            Outcome atOnce = atOnce(order);
            if (atOnce != null) {
                decisions.add(decided(order, atOnce));
            } else {
                toCharge.put(order.orderId(), order);
                asked.add(new ChargeOnce.Asked(request(read), charge(order)));
            }
        }
        if (asked.isEmpty()) {
            return Uni.createFrom().item(decisions);
        }
        return chargeOnce.each(asked).map(outcomes -> {
            outcomes.forEach((id, outcome) -> decisions.add(decided(toCharge.get(id), outcome)));
            return decisions;
        });
    }

    Decision decided(OrderDetails order, Outcome outcome) {
        return outcome instanceof PaymentGateway.Charged charged
                ? new Decision.Confirmed(order, charged.paymentId(), clock.instant())
                : new Decision.Rejected(order, ((PaymentGateway.Declined) outcome).reason(), clock.instant());
    }

    static Charges.Request request(Read<OrderDetails> read) {
        return new Charges.Request(
                read.event().orderId(),
                read.event().fingerprint(),
                read.record().value(),
                Fields.writtenAt(read.record()),
                Traces.in(read.record()));
    }

    static Charge charge(OrderDetails order) {
        return new Charge(order.orderId(), order.totalCost(), order.paymentToken());
    }

    /** By a rule, or by a gateway that need not be asked; else null. */
    private Outcome atOnce(OrderDetails order) {
        if (!order.addsUp()) {
            return new PaymentGateway.Declined(Reason.PRICE_MISMATCH);
        }
        return order.totalCost().compareTo(limit) > 0
                ? new PaymentGateway.Declined(Reason.AMOUNT_OVER_LIMIT)
                : gateway.atOnce(charge(order));
    }
}
