package ordermill.testing.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** A place in a value, and each part of the schema that has a say about it. */
final class Spot {

    private final List<String> path;
    private final List<JsonNode> rules = new ArrayList<>();
    private List<Odd> near;
    private List<Odd> odds;

    Spot(List<String> path) {
        this.path = path;
    }

    List<String> path() {
        return path;
    }

    void mind(JsonNode rule) {
        rules.add(rule);
    }

    /** What is at the bounds of this place and just outside of them. */
    List<Odd> near() {
        if (near == null) {
            Set<Odd> found = new LinkedHashSet<>();
            rules.forEach(rule -> addNear(rule, found));
            near = List.copyOf(found);
        }
        return near;
    }

    /** What may be put here: the same as anywhere, and what is near. */
    List<Odd> odds() {
        if (odds == null) {
            Set<Odd> found = new LinkedHashSet<>(Structures.GENERAL);
            found.addAll(Numbers.GENERAL);
            found.addAll(Texts.GENERAL);
            found.addAll(near());
            odds = List.copyOf(found);
        }
        return odds;
    }

    /** Whether the schema speaks of this place, and the object that it belongs to is there. */
    boolean fits(Draft draft) {
        return !rules.isEmpty()
                && draft.at(new Spot(path.subList(0, path.size() - 1))).isContainerNode();
    }

    private static void addNear(JsonNode rule, Set<Odd> found) {
        for (String bound : List.of("minimum", "maximum", "exclusiveMaximum")) {
            if (rule.has(bound)) {
                found.addAll(Numbers.near(rule.get(bound).decimalValue()));
            }
        }
        if (rule.has("maxLength")) {
            found.addAll(Texts.near(rule.get("maxLength").intValue()));
        }
        if (rule.has("pattern")) {
            found.addAll(Texts.PATTERNED);
        }
        rule.path("examples").forEach(example -> found.add(Odd.of(example.toString())));
        if (rule.has("const")) {
            found.add(Odd.of(rule.get("const").toString()));
        }
    }

    /** Whether this place is the other, or within it. */
    boolean needs(Spot other) {
        return path.size() >= other.path.size()
                && path.subList(0, other.path.size()).equals(other.path);
    }

    /** The field twice, the last one being the one that counts. */
    List<Odd> twice(Draft draft) {
        String name = path.isEmpty() ? "0" : path.get(path.size() - 1);
        JsonNode here = draft.at(this);
        if (name.equals("0") || here.isMissingNode()) {
            return Collections.emptyList();
        }
        List<Odd> both = new ArrayList<>();
        for (String other : List.of(
                "null",
                "[]",
                "\"\\u0000\"",
                "-1",
                "1e200000",
                BigDecimal.TEN.pow(101).toString())) {
            both.add(Odd.of("%s,\"%s\":%s".formatted(other, name, here)));
            both.add(Odd.of("%s,\"%s\":%s".formatted(here, name, other)));
        }
        return both;
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "the value" : String.join(".", path);
    }
}
