package ordermill.check;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.ProcessRoles;

/** Kafka and a pool of its nodes -> the ports that Strimzi gives their pods: its own, and one for each listener. */
final class KafkaPorts {

    static final int CONTROL = 9090;
    static final int REPLICATION = 9091;
    private static final int METRICS = 9404;

    static List<ContainerPort> of(Kafka kafka, KafkaNodePool pool) {
        List<ContainerPort> ports = new ArrayList<>();
        if (pool.getSpec().getRoles().contains(ProcessRoles.CONTROLLER)) {
            ports.add(port("ctrlplane", CONTROL));
        }
        if (pool.getSpec().getRoles().contains(ProcessRoles.BROKER)) {
            ports.add(port("replication", REPLICATION));
            kafka.getSpec().getKafka().getListeners().forEach(one -> ports.add(port(one.getName(), one.getPort())));
        }
        if (kafka.getSpec().getKafka().getMetricsConfig() != null) {
            ports.add(metrics());
        }
        return ports;
    }

    static ContainerPort metrics() {
        return port("prometheus", METRICS);
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName("tcp-" + name)
                .withContainerPort(number)
                .build();
    }
}
