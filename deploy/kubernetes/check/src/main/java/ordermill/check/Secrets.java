package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** Each secret that anything names -> is it rendered, made by an operator, or in the table of secrets of deploy/README.md? */
final class Secrets {

    static List<String> findings(Manifests manifests, String readme) {
        Set<String> known = manifests.of("Secret").map(Manifests::name).collect(Collectors.toCollection(TreeSet::new));
        manifests.of("KafkaUser").map(Manifests::name).forEach(known::add);
        manifests.of("Kafka").map(Manifests::name).forEach(kafka -> known.add(kafka + "-cluster-ca-cert"));
        manifests.of("Certificate").map(certificate -> certificate.at("/spec/secretName").asText()).forEach(known::add);

        List<String> findings = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            for (String secret : namedBy(object)) {
                if (!known.contains(secret) && !isDocumented(secret, readme)) {
                    findings.add("%s: %s names the secret %s, which nobody makes and deploy/README.md does not list"
                            .formatted(manifests.overlay(), Manifests.title(object), secret));
                }
            }
        }
        return findings;
    }

    private static Set<String> namedBy(JsonNode object) {
        Set<String> named = new TreeSet<>();
        // What a certificate names is what it makes.
        if ("Certificate".equals(object.path("kind").asText())) {
            return named;
        }
        Manifests.eachField(object, (holder, field) -> {
            JsonNode value = holder.get(field);
            switch (field) {
                case "secretName" -> named.add(value.asText());
                case "secretKeyRef", "secretRef", "imagePullSecrets", "certificateRefs", "secretTargetRef" ->
                    (value.isArray() ? value : Manifests.YAML.createArrayNode().add(value))
                            .forEach(reference -> named.add(reference.path("name").asText()));
                case "secret" -> {
                    if (value.has("name")) {
                        named.add(value.get("name").asText());
                    }
                }
                default -> {}
            }
        });
        return named;
    }

    /** In the first column of a table. */
    private static boolean isDocumented(String secret, String readme) {
        return readme.lines()
                .filter(line -> line.startsWith("| "))
                .anyMatch(row -> row.split("\\|")[1].contains("`" + secret + "`"));
    }
}
