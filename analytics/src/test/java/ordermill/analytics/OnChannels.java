package ordermill.analytics;

import java.util.HashMap;
import java.util.Map;

import ordermill.testing.Polls;
import ordermill.testing.Servers;

/** A real database; the polls are the test's own. */
public class OnChannels extends Servers.Profile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        config.putAll(
                Polls.inMemory("order_confirmed", "order_rejected", "ride_confirmed", "ride_rejected", "timestamp"));
        config.put("analytics.keep-alive", "3s");
        config.put("analytics.zone-size", "0.05");
        config.put("analytics.pages.shared-for", "50ms");
        return config;
    }
}
