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
import ordermill.transactions.payments.PaymentGateway.Payment;
import ordermill.transactions.payments.SimulatedGateway;

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

    /** The decisions that can be made now; the other orders are decided already, or their charge is put aside. */
    Uni<Collection<Decision>> each(Collection<Read<OrderDetails>> orders) {
        List<Decision> decisions = new ArrayList<>(orders.size());
        Map<String, OrderDetails> toCharge = new HashMap<>();
        List<ChargeOnce.Asked> asked = new ArrayList<>();
        for (Read<OrderDetails> read : orders) {
            OrderDetails order = read.event();
            Reason reason = refusal(order);
            if (reason != null) {
                decisions.add(new Decision.Rejected(order, reason, clock.instant()));
            } else if (gateway instanceof SimulatedGateway) {
                decisions.add(decided(order, SimulatedGateway.answer(charge(order))));
            } else {
                toCharge.put(order.orderId(), order);
                asked.add(new ChargeOnce.Asked(request(read), charge(order)));
            }
        }
        if (asked.isEmpty()) {
            return Uni.createFrom().item(decisions);
        }
        return chargeOnce.each(asked).map(payments -> {
            payments.forEach((id, payment) -> decisions.add(decided(toCharge.get(id), payment)));
            return decisions;
        });
    }

    Decision decided(OrderDetails order, Payment payment) {
        if (payment instanceof PaymentGateway.Charged charged) {
            return new Decision.Confirmed(order, charged.paymentId(), clock.instant());
        }
        return new Decision.Rejected(order, ((PaymentGateway.Declined) payment).reason(), clock.instant());
    }

    private static Charges.Request request(Read<OrderDetails> read) {
        return new Charges.Request(
                read.event().orderId(),
                read.record().value(),
                Fields.writtenAt(read.record()),
                Traces.in(read.record()));
    }

    static Charge charge(OrderDetails order) {
        return new Charge(order.orderId(), order.totalCost(), order.paymentToken());
    }

    private Reason refusal(OrderDetails order) {
        if (!order.addsUp()) {
            return Reason.PRICE_MISMATCH;
        }
        return order.totalCost().compareTo(limit) > 0 ? Reason.AMOUNT_OVER_LIMIT : null;
    }
}
