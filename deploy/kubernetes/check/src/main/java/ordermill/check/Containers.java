package ordermill.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;

/** Containers -> images that could come from a stranger, memory without a limit, requests beyond limits. */
final class Containers {

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            String where = manifests.overlay() + ": " + Manifests.title(object) + ": ";
            Manifests.eachField(object, (holder, field) -> {
                if (field.equals("image") && holder.has("name")) {
                    image(holder).forEach(fault -> findings.add(where + fault));
                }
                if (field.equals("resources") && holder.get(field).has("requests")) {
                    resources(holder.get(field)).forEach(fault -> findings.add(where + fault));
                }
            });
        }
        return findings;
    }

    /**
     * A name without a registry is somebody's at Docker Hub, whoever registered it there: it must either name its registry or
     * never be asked for.
     */
    private static List<String> image(JsonNode container) {
        String image = container.get("image").asText();
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

    private static List<String> resources(JsonNode resources) {
        List<String> faults = new ArrayList<>();
        if (!resources.path("limits").has("memory") && !resources.path("requests").has("storage")) {
            faults.add("memory has no limit");
        }
        resources.path("requests").fields().forEachRemaining(request -> {
            JsonNode limit = resources.path("limits").get(request.getKey());
            if (limit != null && amount(request.getValue()).compareTo(amount(limit)) > 0) {
                faults.add("requests %s of %s, limited to %s"
                        .formatted(request.getValue().asText(), request.getKey(), limit.asText()));
            }
        });
        return faults;
    }

    private static BigDecimal amount(JsonNode quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity.asText()));
    }
}
