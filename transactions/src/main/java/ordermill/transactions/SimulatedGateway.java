package ordermill.transactions;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

/** Approves every card but {@code tok_declined}. It remembers nothing: the payment id follows from the order id. */
final class SimulatedGateway implements PaymentGateway {

    static final String DECLINED_TOKEN = "tok_declined";

    @Override
    public Uni<Payment> charge(OrderDetails order) {
        return Uni.createFrom().item(answer(order));
    }

    private static Payment answer(OrderDetails order) {
        if (DECLINED_TOKEN.equals(order.paymentToken())) {
            return new Declined("card_declined");
        }
        UUID id = UUID.nameUUIDFromBytes(order.orderId().getBytes(StandardCharsets.UTF_8));
        return new Charged("pay_" + Long.toHexString(id.getMostSignificantBits())
                + Long.toHexString(id.getLeastSignificantBits()));
    }
}
