package ordermill.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ordermill.testing.Servers;

/** The service on a broker, a database and a gateway of the test's own, all of which it can take away. */
public final class RealServers extends Servers.Profile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put("payments.patience", "300ms");
        overrides.put("payments.timeout", "1s");
        overrides.put("payments.waits", "0.5s,1s,2s,4s");
        overrides.put("payments.try-again-every", "0.2s");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(GatewayOfTests.class));
        return resources;
    }
}
