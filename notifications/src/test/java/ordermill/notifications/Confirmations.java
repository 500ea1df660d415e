package ordermill.notifications;

import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fields;
import ordermill.testing.contract.Contract;

/** Confirmations as transactions writes them: its contract's examples, each with an id and an address of its own. */
public final class Confirmations {

    public static final Contract ORDERS = Contract.of("transactions", "order_confirmed");
    public static final Contract RIDES = Contract.of("transactions", "ride_confirmed");

    private Confirmations() {}

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** An address that no other test uses and whose domain is in no other text. */
    static String addressOf(String id) {
        return id + "@customers.example";
    }

    public static ObjectNode order(String id) {
        return order(id, addressOf(id));
    }

    public static ObjectNode order(String id, String address) {
        return Fields.OF_SERVICES
                .object(ORDERS.example())
                .put("order_id", id)
                .put("user_email", address)
                .put("customer_email", address);
    }

    public static ObjectNode ride(String id) {
        return Fields.OF_SERVICES.object(RIDES.example()).put("id", id).put("customer_email", addressOf(id));
    }
}
