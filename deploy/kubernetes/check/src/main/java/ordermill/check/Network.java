package ordermill.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;

/** NetworkPolicies -> who may reach whom, as Kubernetes adds them up. */
final class Network {

    private final List<JsonNode> policies;

    Network(Manifests manifests) {
        policies = manifests.of("NetworkPolicy").toList();
    }

    /** One side of a connection: a pod of this namespace, one of a namespace with these labels, or an address elsewhere. */
    record Peer(Map<String, String> labels, Map<String, String> namespace) {

        /** Of which nothing is known here: an address, or a namespace with labels of its own. */
        static final Peer ELSEWHERE = new Peer(null, null);

        static final Peer SOME_NAMESPACE = new Peer(null, null);

        static Peer of(Pod pod) {
            return new Peer(Pods.labels(pod), null);
        }
    }

    /** Is it among those of which a policy says what they may do in this direction (Ingress, Egress), or may it do all? */
    boolean isBound(Pod pod, String direction) {
        return bindings(pod, direction).findAny().isPresent();
    }

    boolean letsOut(Pod pod, Peer to, int port, String protocol, Optional<Pod> target) {
        return !isBound(pod, "Egress")
                || bindings(pod, "Egress")
                        .flatMap(policy -> Manifests.each(policy.at("/spec/egress")))
                        .anyMatch(rule -> opens(rule, port, protocol, target) && names(rule.path("to"), to));
    }

    boolean letsIn(Pod pod, Peer from, int port) {
        return !isBound(pod, "Ingress")
                || bindings(pod, "Ingress")
                        .flatMap(policy -> Manifests.each(policy.at("/spec/ingress")))
                        .anyMatch(rule -> opens(rule, port, "TCP", Optional.of(pod)) && names(rule.path("from"), from));
    }

    /** @return does a rule's list of peers lead everywhere? */
    static boolean isEverywhere(JsonNode peers) {
        return peers.isEmpty()
                || Manifests.each(peers)
                        .anyMatch(peer -> peer.at("/ipBlock/cidr").asText().endsWith("/0")
                                || peer.has("namespaceSelector")
                                        && peer.get("namespaceSelector").isEmpty());
    }

    static boolean names(JsonNode peers, Peer peer) {
        return peers.isEmpty() || Manifests.each(peers).anyMatch(one -> isIt(one, peer));
    }

    private static boolean isIt(JsonNode one, Peer peer) {
        if (peer == Peer.ELSEWHERE || peer == Peer.SOME_NAMESPACE) {
            return one.has(peer == Peer.ELSEWHERE ? "ipBlock" : "namespaceSelector");
        }
        if (one.has("ipBlock") || one.has("namespaceSelector") != (peer.namespace() != null)) {
            return false;
        }
        return (peer.namespace() == null || Pods.matches(one.get("namespaceSelector"), peer.namespace()))
                && (!one.has("podSelector")
                        || peer.labels() != null && Pods.matches(one.get("podSelector"), peer.labels()));
    }

    private static boolean opens(JsonNode rule, int port, String protocol, Optional<Pod> target) {
        return !rule.has("ports")
                || Manifests.each(rule.get("ports"))
                        .anyMatch(open -> open.path("protocol").asText("TCP").equals(protocol)
                                && number(open.path("port"), target).orElse(port) == port);
    }

    private static Optional<Integer> number(JsonNode port, Optional<Pod> target) {
        return port.isMissingNode() || port.isInt()
                ? Optional.of(port).filter(JsonNode::isInt).map(JsonNode::asInt)
                : Optional.of(target.flatMap(pod -> Pods.port(pod, port)).orElse(-1));
    }

    private Stream<JsonNode> bindings(Pod pod, String direction) {
        return policies.stream()
                .filter(policy -> Manifests.each(policy.at("/spec/policyTypes"))
                        .anyMatch(type -> type.asText().equals(direction)))
                .filter(policy -> Pods.matches(policy.at("/spec/podSelector"), pod));
    }
}
