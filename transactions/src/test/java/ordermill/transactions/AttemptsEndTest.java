package ordermill.transactions;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;
import ordermill.testing.TestGateway;

/** Every attempt has a time limit, that of an order which was put aside too. */
@QuarkusTest
@TestProfile(AttemptsEndTest.ShortAttempts.class)
class AttemptsEndTest {

    /** A call of the gateway may take longer than an attempt. */
    public static final class ShortAttempts extends RealServers {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = super.getConfigOverrides();
            overrides.put("payments.timeout", "60s");
            overrides.put("quarkus.rest-client.payments.read-timeout", "60000");
            overrides.put("chassis.attempt-limit", "2s");
            return overrides;
        }
    }

    Servers servers;
    TestGateway gateway;

    @Test
    void orderThatIsPutAsideIsTriedAgainThoughTheGatewayNeverEndsItsCall() {
        try (var shop = new Shop(servers.bootstrapServers())) {
            ObjectNode order = Shop.anOrderOf("9", "tok_never");
            shop.place(order);

            // The poll's own, and three of its own.
            await().atMost(Duration.ofSeconds(25))
                    .until(() -> gateway.requestsOf(order.get("order_id").asText()) >= 4);
            gateway.strangersAnswer(true);

            shop.confirmed(order);
        }
    }
}
