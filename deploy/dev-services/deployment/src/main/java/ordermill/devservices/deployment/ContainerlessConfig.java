package ordermill.devservices.deployment;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Turns off those of Quarkus's dev services whose servers are ours: where no container runtime is, they would only complain. */
public final class ContainerlessConfig implements SmallRyeConfigBuilderCustomizer {

    private static final String SOURCE = "Ordermill dev services";

    static final String KAFKA_ENABLED = "quarkus.kafka.devservices.enabled";
    static final String DATABASE_ENABLED = "quarkus.datasource.devservices.enabled";

    private static final Map<String, String> VALUES = Map.of(
            KAFKA_ENABLED,
            "false",
            DATABASE_ENABLED,
            "false",
            // With its dev service off, Quarkus no longer takes the only driver's kind for granted.
            "quarkus.datasource.db-kind",
            "postgresql");

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withSources(new Source());
    }

    /** In dev mode the broker is ours even where containers run: the tutorials' clients know its ports. */
    static boolean isOurs(String setting, LaunchMode mode, BooleanSupplier containers) {
        return setting.equals(KAFKA_ENABLED) && mode == LaunchMode.DEVELOPMENT || !containers.getAsBoolean();
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
            return VALUES.containsKey(name) && isNeeded(name) ? VALUES.get(name) : null;
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

        private static boolean isNeeded(String name) {
            var mode = LaunchMode.current();
            return mode.isDevServicesSupported() && isOurs(name, mode, ContainerRuntime::isAvailable);
        }
    }
}
