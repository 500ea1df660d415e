package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Whatever selects pods of its own namespace -> are there any, and are a template's pods those that its object means? */
final class Selectors {

    private static final Set<String> NAMES = Set.of("selector", "podSelector", "labelSelector");

    /** On the pods that cert-manager makes for a while. */
    private static final String OF_OTHERS = "acme.cert-manager.io/http01-solver";

    private final Manifests manifests;
    private final Pods pods;
    private final List<String> findings = new ArrayList<>();

    private Selectors(Manifests manifests) {
        this.manifests = manifests;
        this.pods = Pods.of(manifests);
    }

    static List<String> findings(Manifests manifests) {
        var selectors = new Selectors(manifests);
        for (JsonNode object : manifests.objects()) {
            Manifests.eachField(object, (holder, field) -> {
                if (NAMES.contains(field) && !holder.has("namespaceSelector")) {
                    selectors.selectsSome(object, holder.get(field));
                }
            });
            if (object.at("/spec/template/spec/containers").isArray()) {
                selectors.selectsItsOwn(object);
            }
        }
        return selectors.findings;
    }

    private void selectsSome(JsonNode object, JsonNode selector) {
        boolean byLabels = selector.has("matchLabels") || selector.has("matchExpressions");
        boolean ofOthers = selector.path("matchLabels").has(OF_OTHERS);
        must(object, !byLabels || ofOthers || !pods.selectedBy(selector).isEmpty(), "selects no pod by " + selector);
    }

    private void selectsItsOwn(JsonNode object) {
        Map<String, String> labels = Manifests.texts(object.at("/spec/template/metadata/labels"));
        must(
                object,
                object.path("kind").asText().equals("Job")
                        || object.at("/spec/selector").has("matchLabels")
                                && Pods.matches(object.at("/spec/selector"), labels),
                "does not select its own pods");
        object.at("/spec/template/spec/topologySpreadConstraints")
                .forEach(spread -> must(
                        object,
                        spread.path("labelSelector").has("matchLabels")
                                && Pods.matches(spread.path("labelSelector"), labels),
                        "spreads other pods than its own over " + spread.path("topologyKey")));
    }

    private void must(JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
