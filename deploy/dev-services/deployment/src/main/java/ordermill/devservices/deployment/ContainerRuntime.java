package ordermill.devservices.deployment;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.quarkus.deployment.IsDockerWorking;

/** Whether a container runtime is there, found out once and without a word: none is needed. */
final class ContainerRuntime {

    // Held, because the log manager forgets the level of a logger that nobody holds.
    private static final List<Logger> COMPLAINING = List.of(
            Logger.getLogger("org.testcontainers"),
            Logger.getLogger("com.github.dockerjava"),
            Logger.getLogger("io.quarkus.deployment.IsContainerRuntimeWorking"),
            Logger.getLogger("io.quarkus.deployment.util.ContainerRuntimeUtil"));

    private static final boolean AVAILABLE = look();

    private ContainerRuntime() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    private static boolean look() {
        COMPLAINING.forEach(logger -> logger.setLevel(Level.OFF));
        var available = new IsDockerWorking(true).getAsBoolean();
        if (available) {
            COMPLAINING.forEach(logger -> logger.setLevel(null));
        }
        return available;
    }
}
