package ordermill.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;

/** Containers -> images that could come from a stranger, no word of memory or processors, requests beyond limits, wrong units. */
final class Containers {

    private static final Set<String> BYTES = Set.of("memory", "ephemeral-storage", "storage", "size", "sizeLimit");

    /** 512m of memory is half a byte, and a unit of 64MB is not known. */
    private static final Pattern AMOUNT_OF_BYTES = Pattern.compile("[0-9.]+([kMGT]|[KMGT]i)?");

    private static final Pattern AMOUNT = Pattern.compile("[0-9.]+(m|[kMGT]|[KMGT]i)?");

    /** 250 processors were meant as 250m. */
    private static final int MOST_PROCESSORS = 64;

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            String where = manifests.overlay() + ": " + Manifests.title(object) + ": ";
            Manifests.eachField(object, (holder, field) -> {
                // A resource of an operator names an image without more, or none: then the operator's own.
                if (List.of("image", "imageName").contains(field)
                        && holder.get(field).isTextual()) {
                    image(holder, holder.get(field).asText()).forEach(fault -> findings.add(where + fault));
                }
                if (!isPlausible(field, holder.get(field))) {
                    findings.add("%sasks for %s of %s"
                            .formatted(where, holder.get(field).asText(), field));
                }
            });
        }
        Pods.of(manifests)
                .all()
                .forEach(pod -> Stream.concat(
                                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                        // Strimzi gives its init container what it needs.
                        .filter(container -> !container.getName().equals("kafka-init"))
                        .forEach(container -> resources(container)
                                .forEach(fault -> findings.add("%s: pod %s: container %s %s"
                                        .formatted(manifests.overlay(), Pods.name(pod), container.getName(), fault)))));
        return findings;
    }

    /**
     * A name without a registry is somebody's at Docker Hub, whoever registered it there: it must either name its registry or
     * never be asked for.
     */
    private static List<String> image(JsonNode container, String image) {
        String registry = image.contains("/") ? image.substring(0, image.indexOf('/')) : "";
        String tag = image.substring(image.lastIndexOf('/') + 1);
        List<String> faults = new ArrayList<>();
        if (!registry.contains(".")
                && !registry.contains(":")
                && !"Never".equals(container.path("imagePullPolicy").asText())) {
            faults.add("the image %s names no registry".formatted(image));
        }
        if (!tag.contains(":") && !tag.contains("@") || tag.endsWith(":latest")) {
            faults.add("the image %s is of no certain version".formatted(image));
        }
        return faults;
    }

    private static boolean isPlausible(String field, JsonNode amount) {
        if (amount.isContainerNode()) {
            return true;
        }
        return field.equals("cpu")
                ? AMOUNT.matcher(amount.asText()).matches() && amount.asInt() <= MOST_PROCESSORS
                : !BYTES.contains(field)
                        || AMOUNT_OF_BYTES.matcher(amount.asText()).matches();
    }

    private static List<String> resources(Container container) {
        List<String> faults = new ArrayList<>();
        Map<String, Quantity> requests = amounts(container, ResourceRequirements::getRequests);
        Map<String, Quantity> limits = amounts(container, ResourceRequirements::getLimits);
        if (!requests.containsKey("cpu") || !requests.containsKey("memory") || !limits.containsKey("memory")) {
            faults.add("does not say what it needs of processors and memory, or has no limit of memory");
        }
        requests.forEach((what, request) -> {
            if (limits.containsKey(what) && amount(request).compareTo(amount(limits.get(what))) > 0) {
                faults.add("requests %s of %s, limited to %s".formatted(request, what, limits.get(what)));
            }
        });
        return faults;
    }

    /** @return the limit of its memory in bytes; 0 if it has none */
    static long memory(Container container) {
        return Optional.ofNullable(
                        amounts(container, ResourceRequirements::getLimits).get("memory"))
                .map(limit -> amount(limit).longValue())
                .orElse(0L);
    }

    private static Map<String, Quantity> amounts(
            Container container, Function<ResourceRequirements, Map<String, Quantity>> which) {
        Map<String, Quantity> amounts =
                Optional.ofNullable(container.getResources()).map(which).orElse(Map.of());
        return amounts.entrySet().stream()
                .filter(amount -> AMOUNT.matcher(amount.getValue().toString()).matches())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static BigDecimal amount(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity);
    }
}
