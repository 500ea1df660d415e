package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;

import ordermill.check.Network.Peer;

/** How services and KEDA speak to Kafka -> is it what the listener at that port expects, and does that let them in? */
final class KafkaClients {

    /** What Strimzi puts behind the name of a Kafka for the Service that leads to its brokers. */
    static final String BOOTSTRAP = "-kafka-bootstrap";

    private static final Peer KEDA = new Peer(null, Map.of("kubernetes.io/metadata.name", "keda"));

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (Pod pod : Pods.of(manifests).ours()) {
            for (Environment environment : Environment.of(manifests, pod)) {
                var told = environment.variables();
                if (told.containsKey("KAFKA_BOOTSTRAP_SERVERS")) {
                    String how = told.getOrDefault("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT") + " "
                            + told.getOrDefault("KAFKA_SASL_MECHANISM", "");
                    boolean credentials = environment.container().getEnv().stream()
                            .anyMatch(variable -> variable.getName().equals("KAFKA_SASL_JAAS_CONFIG"));
                    compare(
                                    manifests,
                                    "pod " + Pods.name(pod),
                                    Pods.namespace(pod),
                                    told.get("KAFKA_BOOTSTRAP_SERVERS"),
                                    how.trim() + (credentials ? " with credentials" : ""))
                            .ifPresent(findings::add);
                }
            }
        }
        manifests
                .of("ScaledObject")
                .forEach(scaled -> scaled.at("/spec/triggers").forEach(trigger -> {
                    JsonNode metadata = trigger.get("metadata");
                    if (trigger.path("type").asText().equals("kafka")) {
                        String how = (metadata.path("tls").asText().equals("enable") ? "SASL_SSL " : "SASL_PLAINTEXT ")
                                + metadata.path("sasl").asText().replace("scram_sha", "SCRAM-SHA-")
                                + (trigger.has("authenticationRef") ? " with credentials" : "");
                        String servers = metadata.path("bootstrapServers").asText();
                        String here = Manifests.namespace(scaled);
                        compare(manifests, Manifests.title(scaled), here, servers, how)
                                .ifPresent(findings::add);
                        // KEDA asks from a namespace of its own.
                        boolean comes = Address.of(servers)
                                .filter(Address::namesNamespace)
                                .filter(address -> letsIn(manifests, address.port(), KEDA))
                                .isPresent();
                        if (!comes) {
                            findings.add("%s: %s: KEDA does not come to Kafka"
                                    .formatted(manifests.overlay(), Manifests.title(scaled)));
                        }
                    }
                }));
        return findings;
    }

    /** @return does the listener at this port name the peer? One without peers lets in whoever comes. */
    static boolean letsIn(Manifests manifests, int port, Peer peer) {
        return listener(manifests, port)
                .filter(listener -> Network.names(listener.path("networkPolicyPeers"), peer))
                .isPresent();
    }

    private static Optional<String> compare(
            Manifests manifests, String who, String namespace, String servers, String how) {
        String expected = Address.of(servers)
                .filter(address -> manifests
                        .of("Kafka")
                        .map(kafka -> Optional.of(Manifests.name(kafka) + BOOTSTRAP))
                        .anyMatch(address.service(namespace)::equals))
                .flatMap(address -> listener(manifests, address.port()))
                .map(KafkaClients::how)
                .orElse("no listener");
        return expected.equals(how)
                ? Optional.empty()
                : Optional.of("%s: %s speaks %s to %s, where there is %s"
                        .formatted(manifests.overlay(), who, how, servers, expected));
    }

    private static String how(JsonNode listener) {
        boolean users = listener.at("/authentication/type").asText().equals("scram-sha-512");
        return (users ? "SASL_" : "")
                + (listener.path("tls").asBoolean() ? "SSL" : "PLAINTEXT")
                + (users ? " SCRAM-SHA-512 with credentials" : "");
    }

    private static Optional<JsonNode> listener(Manifests manifests, int port) {
        return manifests
                .of("Kafka")
                .flatMap(kafka -> Manifests.each(kafka.at("/spec/kafka/listeners")))
                .filter(listener -> listener.path("port").asInt() == port)
                .findFirst();
    }
}
