package ordermill.transactions;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import ordermill.testing.TestGateway;

/** The gateway that the service is configured with, and the tests are handed. */
public final class GatewayOfTests implements QuarkusTestResourceLifecycleManager {

    private final TestGateway gateway = new TestGateway();

    @Override
    public Map<String, String> start() {
        return Map.of("payments.gateway", "http", "payments.url", gateway.url());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(gateway, new TestInjector.MatchesType(TestGateway.class));
    }

    @Override
    public void stop() {
        gateway.close();
    }
}
