package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

/** Manifests -> the pods that come of them, whatever object holds their template, and those that Strimzi makes. */
record Pods(List<Pod> ours, List<Pod> ofStrimzi) {

    static Pods of(Manifests manifests) {
        List<Pod> ours = new ArrayList<>();
        manifests.objects().forEach(object -> collect(object, object, ours));
        return new Pods(ours, StrimziPods.of(manifests));
    }

    Stream<Pod> all() {
        return Stream.concat(ours.stream(), ofStrimzi.stream());
    }

    List<Pod> selectedBy(JsonNode selector) {
        return all().filter(pod -> matches(selector, pod)).toList();
    }

    static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    static String namespace(Pod pod) {
        return pod.getMetadata().getNamespace();
    }

    static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    static boolean matches(JsonNode selector, Pod pod) {
        return matches(selector, labels(pod));
    }

    /** As Kubernetes selects by labels. */
    static boolean matches(JsonNode selector, Map<String, String> labels) {
        for (var label : selector.path("matchLabels").properties()) {
            if (!label.getValue().asText().equals(labels.get(label.getKey()))) {
                return false;
            }
        }
        return Manifests.each(selector.path("matchExpressions")).allMatch(expression -> {
            String value = labels.get(expression.path("key").asText());
            boolean among = Manifests.each(expression.path("values"))
                    .anyMatch(one -> one.asText().equals(value));
            return switch (expression.path("operator").asText()) {
                case "In" -> among;
                case "NotIn" -> !among;
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
        });
    }

    /** @return the number of a port that is told by name or by number */
    static Optional<Integer> port(Pod pod, JsonNode port) {
        Predicate<ContainerPort> isIt = port.isInt()
                ? one -> one.getContainerPort() == port.asInt()
                : one -> port.asText().equals(one.getName());
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(isIt)
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    private static void collect(JsonNode object, JsonNode node, List<Pod> pods) {
        if (node.at("/spec/containers").isArray()) {
            pods.add(podOf(object, node));
        } else {
            node.forEach(child -> collect(object, child, pods));
        }
    }

    private static Pod podOf(JsonNode object, JsonNode node) {
        var template = Manifests.YAML.convertValue(node, PodTemplateSpec.class);
        var pod = new Pod();
        pod.setMetadata(Optional.ofNullable(template.getMetadata()).orElseGet(ObjectMeta::new));
        pod.getMetadata().setName(Manifests.name(object));
        pod.getMetadata().setNamespace(Manifests.namespace(object));
        pod.setSpec(template.getSpec());
        if (object.at("/spec/volumeClaimTemplates").size() > 0) {
            pod.getSpec()
                    .getVolumes()
                    .add(new VolumeBuilder()
                            .withName(object.at("/spec/volumeClaimTemplates/0/metadata/name")
                                    .asText())
                            .withNewPersistentVolumeClaim("claim", false)
                            .build());
        }
        return pod;
    }
}
