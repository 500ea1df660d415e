package ordermill.transactions.payments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import ordermill.transactions.Reason;

/**
 * Approves every card but {@code tok_declined}, at once. It remembers nothing and moves no money: the payment id follows
 * from the order id, so that asking twice costs nothing.
 */
final class SimulatedGateway implements PaymentGateway {

    private static final String DECLINED_TOKEN = "tok_declined";

    @Override
    public Uni<Payment> charge(Charge charge, Duration within) {
        return Uni.createFrom().item(atOnce(charge));
    }

    @Override
    public Uni<Payment> chargeForItself(Charge charge) {
        return Uni.createFrom().item(atOnce(charge));
    }

    @Override
    public Uni<Payment> find(String orderId) {
        return Uni.createFrom().item(new NeverHeardOf());
    }

    @Override
    public Outcome atOnce(Charge charge) {
        if (DECLINED_TOKEN.equals(charge.token())) {
            return new Declined(Reason.CARD_DECLINED);
        }
        UUID id = UUID.nameUUIDFromBytes(charge.orderId().getBytes(StandardCharsets.UTF_8));
        return new Charged("pay_" + Long.toHexString(id.getMostSignificantBits())
                + Long.toHexString(id.getLeastSignificantBits()));
    }
}
