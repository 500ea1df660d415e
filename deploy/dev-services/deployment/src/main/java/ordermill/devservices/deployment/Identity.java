package ordermill.devservices.deployment;

import java.util.Map;

import io.quarkus.runtime.annotations.ConfigGroup;

/** What a dev service must be restarted for when it changes; Quarkus compares just what a config interface declares. */
@ConfigGroup
public interface Identity {

    /** The ports that the user wants. */
    String ports();

    /** The topics that the application needs. */
    Map<String, Integer> topics();

    /** An identity. */
    record Of(String ports, Map<String, Integer> topics) implements Identity {}
}
