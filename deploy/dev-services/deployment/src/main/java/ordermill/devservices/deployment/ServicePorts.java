package ordermill.devservices.deployment;

import java.util.List;
import java.util.stream.IntStream;

import io.smallrye.config.SmallRyeConfig;
import org.jboss.logging.Logger;

import ordermill.devservices.Ports;

/** In dev mode: gives a service whose port somebody else has another one, and says so. */
final class ServicePorts {

    private static final Logger LOG = Logger.getLogger("ordermill.dev-services");
    private static final List<String> SETTINGS = List.of("quarkus.http.port", "quarkus.management.port");
    // The services' own ports lie side by side: ten further on is nobody's of ours.
    private static final int STEP = 10;
    private static final int STEPS = 20;

    private ServicePorts() {}

    /** Once for each JVM: at a live reload it is the service itself that has the port. */
    static void passOver(SmallRyeConfig config) {
        for (var setting : SETTINGS) {
            var decided = "ordermill.dev-services.decided." + setting;
            if (System.getProperty(decided) == null) {
                System.setProperty(decided, "true");
                config.getOptionalValue(setting, Integer.class).ifPresent(port -> passOver(setting, port));
            }
        }
    }

    private static void passOver(String setting, int port) {
        var chosen = orAnother(port);
        if (chosen != port) {
            LOG.warnf("port %d is taken: %s is %d this time", port, setting, chosen);
            System.setProperty(setting, Integer.toString(chosen));
        }
    }

    /** The port itself if it is free or none is wanted, else a free one. */
    static int orAnother(int port) {
        return port <= 0
                ? port
                : IntStream.rangeClosed(0, STEPS)
                        .map(step -> port + step * STEP)
                        .filter(Ports::isFree)
                        .findFirst()
                        .orElseGet(() -> Ports.preferring(0));
    }
}
