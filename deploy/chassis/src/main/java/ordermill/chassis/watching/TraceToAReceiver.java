package ordermill.chassis.watching;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;

/** Tracing is off unless it is said where spans shall go: {@code quarkus.otel.exporter.otlp.endpoint}. */
@Priority(Priorities.APPLICATION)
public final class TraceToAReceiver implements ConfigSourceInterceptor {

    private static final String OFF = "quarkus.otel.sdk.disabled";
    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.equals(OFF)) {
            return context.proceed(name);
        }
        ConfigValue said = context.proceed(OFF);
        if (isSaid(said)) {
            return said;
        }
        boolean none = !isSaid(context.proceed(ENDPOINT));
        return ConfigValue.builder()
                .withName(OFF)
                .withValue(Boolean.toString(none))
                .withConfigSourceName(TraceToAReceiver.class.getSimpleName())
                .build();
    }

    /** By somebody, and not by a library's default. */
    private static boolean isSaid(ConfigValue value) {
        return value != null
                && value.getValue() != null
                && !value.getValue().isBlank()
                && value.getConfigSourceOrdinal() > Integer.MIN_VALUE;
    }
}
