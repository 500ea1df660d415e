package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.fabric8.kubernetes.api.model.Pod;

import ordermill.check.Network.Peer;

/**
 * Whom each pod must reach, by what its variables tell it and what Kafka needs, DNS first -> do the policies let it, and
 * nobody else? A pod of which no policy speaks may reach all, which is a finding too.
 */
final class Reach {

    private static final Peer DNS =
            new Peer(Map.of("k8s-app", "kube-dns"), Map.of("kubernetes.io/metadata.name", "kube-system"));
    private static final Peer MONITORING = new Peer(null, Map.of("ordermill/monitoring", "true"));
    private static final int API_SERVER = 6443;

    private final Manifests manifests;
    private final Pods pods;
    private final Network network;
    private final List<String> findings = new ArrayList<>();

    private Reach(Manifests manifests) {
        this.manifests = manifests;
        this.pods = Pods.of(manifests);
        this.network = new Network(manifests);
    }

    static List<String> findings(Manifests manifests) {
        var reach = new Reach(manifests);
        reach.pods.all().forEach(reach::isBoundAndResolves);
        for (Pod pod : reach.pods.ours()) {
            Environment.of(manifests, pod)
                    .forEach(environment -> environment
                            .addresses()
                            .forEach((variable, told) -> told.ifPresent(address -> reach.must(
                                    pod,
                                    reach.mayReach(pod, address),
                                    "may not reach %s of %s".formatted(address, variable)))));
        }
        reach.pods.ofStrimzi().forEach(reach::ofKafka);
        manifests
                .of("PodMonitor")
                .filter(monitor -> !monitor.get("spec").has("namespaceSelector"))
                .forEach(reach::isWatched);
        if (manifests.isProduction()) {
            manifests.of("NetworkPolicy").forEach(reach::isClosed);
        }
        return reach.findings;
    }

    private void isBoundAndResolves(Pod pod) {
        for (String direction : List.of("Ingress", "Egress")) {
            must(pod, network.isBound(pod, direction), direction + " is bound by no policy");
        }
        for (String protocol : List.of("UDP", "TCP")) {
            must(pod, network.letsOut(pod, DNS, 53, protocol, Optional.empty()), "may not ask DNS by " + protocol);
        }
    }

    private boolean mayReach(Pod pod, Address address) {
        var service = address.service(Pods.namespace(pod));
        if (service.isEmpty()) {
            Peer to = address.namesNamespace() ? Peer.SOME_NAMESPACE : Peer.ELSEWHERE;
            return network.letsOut(pod, to, address.port(), "TCP", Optional.empty());
        }
        if (service.get().endsWith(KafkaClients.BOOTSTRAP)) {
            var brokers = nodes(address.port());
            return KafkaClients.letsIn(manifests, address.port(), Peer.of(pod))
                    && brokers.size() > 0
                    && brokers.stream().allMatch(broker -> letsOut(pod, broker, address.port()));
        }
        return manifests
                .of("Service")
                .filter(one -> Manifests.name(one).equals(service.get()))
                .anyMatch(one -> mayReach(pod, one, address.port()));
    }

    private boolean mayReach(Pod pod, JsonNode service, int port) {
        return Services.targets(service, IntNode.valueOf(port), pods)
                .anyMatch(target -> letsOut(pod, target.pod(), target.port())
                        && network.letsIn(target.pod(), Peer.of(pod), target.port()));
    }

    /** Strimzi's operator writes itself who may come in to these. */
    private void ofKafka(Pod pod) {
        String component = Pods.labels(pod).get("strimzi.io/name");
        boolean node = component.endsWith("-kafka");
        for (int port :
                node ? new int[] {KafkaPorts.CONTROL, KafkaPorts.REPLICATION} : new int[] {KafkaPorts.REPLICATION}) {
            must(
                    pod,
                    nodes(port).stream().allMatch(other -> letsOut(pod, other, port)),
                    "may not reach Kafka's port " + port);
        }
        boolean asksForItsZone = node && pod.getSpec().getContainers().size() > 1;
        if (component.endsWith("-entity-operator") || asksForItsZone) {
            must(
                    pod,
                    network.letsOut(pod, Peer.ELSEWHERE, API_SERVER, "TCP", Optional.empty()),
                    "may not reach the API server");
        }
    }

    private List<Pod> nodes(int port) {
        return pods.ofStrimzi().stream()
                .filter(pod -> Pods.port(pod, IntNode.valueOf(port)).isPresent())
                .toList();
    }

    private void isWatched(JsonNode monitor) {
        var watched = pods.selectedBy(monitor.at("/spec/selector"));
        if (watched.isEmpty()) {
            find("%s selects no pod".formatted(Manifests.title(monitor)));
        }
        for (JsonNode endpoint : monitor.at("/spec/podMetricsEndpoints")) {
            for (Pod pod : watched) {
                var port = Pods.port(pod, endpoint.get("port"));
                must(
                        pod,
                        port.filter(number -> pods.ofStrimzi().contains(pod) || network.letsIn(pod, MONITORING, number))
                                .isPresent(),
                        "may not be asked for metrics at the port %s of %s"
                                .formatted(endpoint.get("port").asText(), Manifests.title(monitor)));
            }
        }
    }

    private void isClosed(JsonNode policy) {
        Manifests.each(policy.at("/spec/egress"))
                .filter(rule -> Network.isEverywhere(rule.path("to")))
                .forEach(rule -> find(Manifests.title(policy) + " lets its pods reach the whole world"));
        Manifests.each(policy.at("/spec/ingress"))
                .filter(rule -> Network.isEverywhere(rule.path("from")))
                .forEach(rule -> find(Manifests.title(policy) + " lets the whole world reach its pods"));
    }

    private boolean letsOut(Pod pod, Pod target, int port) {
        return network.letsOut(pod, Peer.of(target), port, "TCP", Optional.of(target));
    }

    private void must(Pod pod, boolean holds, String fault) {
        if (!holds) {
            find("pod %s: %s".formatted(Pods.name(pod), fault));
        }
    }

    private void find(String finding) {
        findings.add(manifests.overlay() + ": " + finding);
    }
}
