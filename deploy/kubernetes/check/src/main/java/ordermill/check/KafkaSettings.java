package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.strimzi.api.kafka.model.kafka.KafkaClusterSpec;

/**
 * Kafka -> is its version the tested one, whatever the operator's default, and the metadata's version of the same release? And
 * does Strimzi hand on each setting?
 */
final class KafkaSettings {

    static List<String> findings(Manifests manifests, String tested) {
        List<String> findings = new ArrayList<>();
        manifests.of("Kafka").forEach(kafka -> {
            JsonNode spec = kafka.at("/spec/kafka");
            String version = spec.path("version").asText();
            String release = tested.substring(0, tested.lastIndexOf('.'));
            if (!version.equals(tested)) {
                findings.add("%s: Kafka %s has version '%s', tested is %s"
                        .formatted(manifests.overlay(), Manifests.name(kafka), version, tested));
            }
            if (!spec.path("metadataVersion").asText().startsWith(release + "-IV")) {
                findings.add("%s: Kafka %s has metadataVersion '%s', not one of %s"
                        .formatted(
                                manifests.overlay(),
                                Manifests.name(kafka),
                                spec.path("metadataVersion").asText(),
                                release));
            }
            spec.path("config").fieldNames().forEachRemaining(setting -> {
                if (startsWith(setting, KafkaClusterSpec.FORBIDDEN_PREFIXES)
                        && !startsWith(setting, KafkaClusterSpec.FORBIDDEN_PREFIX_EXCEPTIONS)) {
                    findings.add("%s: Kafka %s: Strimzi ignores the setting %s"
                            .formatted(manifests.overlay(), Manifests.name(kafka), setting));
                }
            });
        });
        return findings;
    }

    private static boolean startsWith(String setting, String prefixes) {
        return Stream.of(prefixes.split(", ")).anyMatch(setting::startsWith);
    }
}
