package ordermill.testing;

import org.eclipse.microprofile.config.ConfigProvider;

/** Where the application under test serves what is for staff: its management port, or the main one where that is off. */
public final class Management {

    private Management() {}

    /** {@code /metrics} to {@code http://localhost:PORT/q/metrics}. */
    public static String address(String path) {
        var config = ConfigProvider.getConfig();
        boolean ofItsOwn = config.getOptionalValue("quarkus.management.enabled", Boolean.class)
                .orElse(false);
        return ofItsOwn
                ? config.getValue("test.management.url", String.class) + path
                : config.getValue("test.url", String.class) + "/q" + path;
    }
}
