package ordermill.devservices.deployment;

import java.util.Map;
import java.util.Set;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Where no container runtime is, turns off those of Quarkus's dev services that would only complain about it, or fail. */
public final class ContainerlessConfig implements SmallRyeConfigBuilderCustomizer {

    private static final String SOURCE = "Ordermill dev services, no container runtime";

    private static final Map<String, String> VALUES = Map.of(
            "quarkus.kafka.devservices.enabled",
            "false",
            "quarkus.datasource.devservices.enabled",
            "false",
            // With its dev service off, Quarkus no longer takes the only driver's kind for granted.
            "quarkus.datasource.db-kind",
            "postgresql");

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withSources(new Source());
    }

    /** Whether it was the user who turned this dev service off. */
    static boolean turnedOffByUser(SmallRyeConfig config, String enabled) {
        var value = config.getConfigValue(enabled);
        return "false".equals(value.getValue()) && !SOURCE.equals(value.getConfigSourceName());
    }

    /** Looks for the container runtime when first asked: the look itself needs a config that is already built. */
    private static final class Source implements ConfigSource {

        @Override
        public String getValue(String name) {
            return VALUES.containsKey(name) && isNeeded() ? VALUES.get(name) : null;
        }

        /** None: Quarkus reads again whatever a source names, and fails where it then has no value, as with a runtime. */
        @Override
        public Set<String> getPropertyNames() {
            return Set.of();
        }

        @Override
        public String getName() {
            return SOURCE;
        }

        @Override
        public int getOrdinal() {
            return 50; // below everything that a user may configure
        }

        private static boolean isNeeded() {
            return LaunchMode.current().isDevServicesSupported() && !ContainerRuntime.isAvailable();
        }
    }
}
