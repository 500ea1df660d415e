package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.strimzi.api.kafka.model.kafka.KafkaClusterSpec;

/**
 * Kafka -> is its version the tested one, whatever the operator's default, does Strimzi hand on each setting, and does what
 * was acknowledged outlive a broker?
 */
final class KafkaSettings {

    private static final Map<String, String> DURABLE = Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "offsets.topic.replication.factor", "3",
            "unclean.leader.election.enable", "false",
            "auto.create.topics.enable", "false",
            // Else a topic whose KafkaTopic is pruned takes its records with it.
            "delete.topic.enable", "false");

    private final Manifests manifests;
    private final JsonNode kafka;
    private final JsonNode spec;
    private final List<String> findings = new ArrayList<>();

    private KafkaSettings(Manifests manifests, JsonNode kafka) {
        this.manifests = manifests;
        this.kafka = kafka;
        this.spec = kafka.at("/spec/kafka");
    }

    static List<String> findings(Manifests manifests, String tested) {
        return manifests
                .of("Kafka")
                .flatMap(kafka -> {
                    var settings = new KafkaSettings(manifests, kafka);
                    settings.isTested(tested);
                    settings.isHandedOn();
                    if (manifests.isProduction()) {
                        settings.isDurable();
                        settings.knowsItsClients();
                    }
                    return settings.findings.stream();
                })
                .toList();
    }

    private void isTested(String tested) {
        String release = tested.substring(0, tested.lastIndexOf('.'));
        String version = spec.path("version").asText();
        String metadata = spec.path("metadataVersion").asText();
        must(version.equals(tested), "has version '%s', tested is %s".formatted(version, tested));
        must(
                metadata.startsWith(release + "-IV"),
                "has metadataVersion '%s', not one of %s".formatted(metadata, release));
    }

    private void isHandedOn() {
        spec.path("config")
                .fieldNames()
                .forEachRemaining(setting -> must(
                        !startsWith(setting, KafkaClusterSpec.FORBIDDEN_PREFIXES)
                                || startsWith(setting, KafkaClusterSpec.FORBIDDEN_PREFIX_EXCEPTIONS),
                        "has a setting that Strimzi ignores: " + setting));
    }

    private void isDurable() {
        DURABLE.forEach((setting, value) -> must(
                spec.path("config").path(setting).asText().equals(value), "must have %s=%s".formatted(setting, value)));
        manifests
                .of("KafkaTopic")
                .filter(topic -> topic.at("/spec/replicas").asInt(3) != 3
                        || !topic.at("/spec/config/min.insync.replicas")
                                .asText("2")
                                .equals("2"))
                .forEach(topic -> must(false, "has not three copies of " + Manifests.name(topic)));
        for (String role : List.of("broker", "controller")) {
            int nodes = NodePools.nodes(manifests, role);
            must(nodes >= 3, "has %d nodes that are %s".formatted(nodes, role));
        }
        must(spec.has("rack"), "may have all copies in one zone");
        double left = spec.at("/quotas/minAvailableRatioPerVolume").asDouble();
        must(left >= 0.05 && left < 0.15, "writes until its disks are full, or stops before an alert: " + left);
    }

    private void knowsItsClients() {
        must(spec.at("/authorization/type").asText().equals("simple"), "lets its users do everything");
        must(spec.has("metricsConfig"), "has no metrics");
        for (String operator : List.of("topicOperator", "userOperator")) {
            must(kafka.at("/spec/entityOperator").hasNonNull(operator), "has no " + operator);
        }
        spec.path("listeners").forEach(listener -> {
            must(listener.at("/authentication/type").asText().equals("scram-sha-512"), "knows no users");
            must(
                    !Network.isEverywhere(listener.path("networkPolicyPeers")),
                    "lets everybody in at " + listener.path("port"));
        });
    }

    private static boolean startsWith(String setting, String prefixes) {
        return Stream.of(prefixes.split(", ")).anyMatch(setting::startsWith);
    }

    private void must(boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: Kafka %s %s".formatted(manifests.overlay(), Manifests.name(kafka), fault));
        }
    }
}
