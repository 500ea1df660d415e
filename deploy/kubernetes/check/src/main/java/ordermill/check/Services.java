package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;

/** Services and probes -> do they lead to ports that there are, and no Service to what is for staff? */
final class Services {

    /** A pod that a Service leads to, and at which port. */
    record Target(Pod pod, int port) {}

    static List<String> findings(Manifests manifests) {
        var pods = Pods.of(manifests);
        List<String> findings = new ArrayList<>();
        for (JsonNode service : manifests.of("Service").toList()) {
            for (JsonNode port : service.at("/spec/ports")) {
                var targets = targets(service, port.path("port"), pods).toList();
                if (targets.isEmpty()) {
                    findings.add("%s: %s leads to no pod's port %s"
                            .formatted(manifests.overlay(), Manifests.title(service), port.path("targetPort")));
                }
                for (Target target : targets) {
                    if (Pods.port(target.pod(), JsonNodeFactory.instance.textNode("management"))
                            .filter(management -> management == target.port())
                            .isPresent()) {
                        findings.add("%s: %s leads to what is for staff"
                                .formatted(manifests.overlay(), Manifests.title(service)));
                    }
                }
            }
        }
        for (JsonNode object : manifests.objects()) {
            Manifests.eachField(object, (holder, field) -> {
                if (field.equals("containers")) {
                    holder.get(field)
                            .forEach(container -> probes(container)
                                    .filter(port -> !has(container, port))
                                    .forEach(port -> findings.add("%s: %s is probed at %s, which it has not"
                                            .formatted(manifests.overlay(), Manifests.title(object), port))));
                }
            });
        }
        return findings;
    }

    /** @return where a port of a Service leads, told by number or by name */
    static Stream<Target> targets(JsonNode service, JsonNode port, Pods pods) {
        // Without a selector nothing but a person makes its endpoints.
        if (service.at("/spec/selector").isEmpty()) {
            return Stream.empty();
        }
        JsonNode selector = JsonNodeFactory.instance.objectNode().set("matchLabels", service.at("/spec/selector"));
        return Manifests.each(service.at("/spec/ports"))
                .filter(one -> one.path("port").asText().equals(port.asText())
                        || one.path("name").asText().equals(port.asText()))
                .flatMap(one -> pods.selectedBy(selector).stream()
                        .flatMap(pod -> Pods.port(pod, one.has("targetPort") ? one.get("targetPort") : one.path("port"))
                                .map(number -> new Target(pod, number))
                                .stream()));
    }

    private static Stream<JsonNode> probes(JsonNode container) {
        return Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                .map(container::path)
                .map(probe -> probe.has("httpGet") ? probe.get("httpGet") : probe.path("tcpSocket"))
                .filter(probe -> probe.has("port"))
                .map(probe -> probe.get("port"));
    }

    private static boolean has(JsonNode container, JsonNode port) {
        return Manifests.each(container.path("ports"))
                .anyMatch(one -> port.equals(one.path("name")) || port.equals(one.path("containerPort")));
    }
}
