package ordermill.chassis.start;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The broker's name -> an address, before any of Kafka's clients asks for it: where it has none yet, they fail for good. */
@ApplicationScoped
class AwaitBroker {

    private static final Logger LOG = Logger.getLogger(AwaitBroker.class);
    private static final int BEFORE_THE_CLIENTS_OPEN = 1;
    private static final long PAUSE_MILLIS = 500;

    private final List<String> servers;

    AwaitBroker(@ConfigProperty(name = "kafka.bootstrap.servers") Optional<List<String>> servers) {
        this.servers = servers.orElse(List.of());
    }

    void await(@Observes @Priority(BEFORE_THE_CLIENTS_OPEN) StartupEvent start) throws InterruptedException {
        if (servers.isEmpty() || anyHasAnAddress()) {
            return;
        }
        LOG.warn("the start waits: no broker's name has an address yet");
        while (!anyHasAnAddress()) {
            if (ApplicationLifecycleManager.isVmShuttingDown()) {
                // Quarkus lets whoever tells the service to end wait for the end of its start.
                throw new PreventFurtherStepsException("told to end before a broker's name had an address", 1);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        LOG.info("the start goes on: a broker's name has an address");
    }

    private boolean anyHasAnAddress() {
        return servers.stream().anyMatch(AwaitBroker::hasAnAddress);
    }

    private static boolean hasAnAddress(String server) {
        String host = Utils.getHost(server.strip());
        try {
            // What is no address at all is Kafka's to complain of.
            return host == null || InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException notYet) {
            return false;
        }
    }
}
