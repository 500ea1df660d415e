package ordermill.testing.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** A schema -> the places that it speaks of, and in each object a field that it does not. */
final class Spots {

    private static final List<String> SAME_PLACE = List.of("allOf", "anyOf", "if", "then", "else");

    private final JsonNode document;
    private final Map<List<String>, Spot> spots = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    private Spots(JsonNode document) {
        this.document = document;
    }

    static Spots of(JsonNode document) {
        Spots spots = new Spots(document);
        spots.visit(document, List.of());
        spots.visit(document.at("/$defs/published"), List.of());
        document.path("x-reserved").forEach(name -> spots.at(List.of(name.textValue())));
        List.copyOf(spots.spots.keySet()).stream()
                .filter(path -> !path.isEmpty() && !path.get(path.size() - 1).equals("0"))
                .map(path -> path.subList(0, path.size() - 1))
                .distinct()
                .forEach(parent -> spots.at(child(parent, "unknown")));
        spots.spots.remove(List.<String>of());
        return spots;
    }

    List<Spot> all() {
        return List.copyOf(spots.values());
    }

    private Spot at(List<String> path) {
        return spots.computeIfAbsent(path, Spot::new);
    }

    private void visit(JsonNode rule, List<String> path) {
        if (!seen.add(path + " " + System.identityHashCode(rule))) {
            return;
        }
        at(path).mind(rule);
        if (rule.path("$ref").asText().startsWith("#/")) {
            visit(document.at(rule.get("$ref").textValue().substring(1)), path);
        }
        for (String keyword : SAME_PLACE) {
            JsonNode inner = rule.path(keyword);
            (inner.isArray() ? inner : List.of(inner)).forEach(one -> {
                if (one.isObject()) {
                    visit(one, path);
                }
            });
        }
        rule.path("properties").properties().forEach(field -> visit(field.getValue(), child(path, field.getKey())));
        if (rule.path("items").isObject()) {
            visit(rule.get("items"), child(path, "0"));
        }
    }

    private static List<String> child(List<String> path, String name) {
        List<String> child = new ArrayList<>(path);
        child.add(name);
        return List.copyOf(child);
    }
}
