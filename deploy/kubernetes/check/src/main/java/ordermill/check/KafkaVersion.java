package ordermill.check;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Kafka -> is its version the tested one, whatever the operator's default, and the metadata's version of the same release? */
final class KafkaVersion {

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
        });
        return findings;
    }
}
