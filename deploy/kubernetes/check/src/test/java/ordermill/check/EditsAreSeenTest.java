package ordermill.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each line of edits.yaml breaks one thing in what is rendered, and the check tells of it, and told nothing before. */
class EditsAreSeenTest {

    private final CheckManifests check =
            new CheckManifests(Path.of(System.getProperty("deploy")), System.getProperty("kafka"));
    private final Map<String, Manifests> rendered = CheckManifests.read(Path.of(System.getProperty("rendered")));
    private final Map<String, List<String>> toldAnyway = new HashMap<>();

    EditsAreSeenTest() throws IOException {}

    @TestFactory
    Stream<DynamicTest> eachEditIsToldOf() throws IOException {
        JsonNode edits = Manifests.YAML.readTree(getClass().getResource("/edits.yaml"));
        System.out.println(edits.size() + " edits");
        return Manifests.each(edits)
                .map(edit -> dynamicTest(edit.toString(), () -> {
                    String overlay = edit.get(0).asText();
                    // So that a finding that is there anyway is not taken for this one.
                    List<String> before = toldAnyway.computeIfAbsent(overlay, this::toldOf);

                    List<String> told = check.findings(beside(edited(edit)));

                    told.removeAll(before);
                    assertTrue(
                            told.stream()
                                    .anyMatch(finding ->
                                            finding.contains(edit.get(4).asText())),
                            () -> "told: " + told);
                }));
    }

    private List<String> toldOf(String overlay) {
        try {
            return check.findings(beside(rendered.get(overlay)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Manifests> beside(Manifests overlay) {
        Map<String, Manifests> all = new TreeMap<>();
        for (String other : List.of("production", "database", "cloudnative-pg")) {
            all.put(other, rendered.get(other));
        }
        all.put(overlay.overlay(), overlay);
        return all;
    }

    private Manifests edited(JsonNode edit) {
        List<JsonNode> objects = new ArrayList<>();
        boolean found = false;
        for (JsonNode object : rendered.get(edit.get(0).asText()).objects()) {
            // kustomize puts ten characters behind the name of what it generates.
            if (Manifests.title(object).matches(edit.get(1).asText() + "(-[a-z0-9]{10})?")) {
                found = true;
                if (!edit.get(2).asText().isEmpty()) {
                    objects.add(edited(
                            object.deepCopy(), JsonPointer.compile(edit.get(2).asText()), edit.get(3)));
                }
            } else {
                objects.add(object);
            }
        }
        assertTrue(found, "there is no " + edit.get(1));
        return new Manifests(edit.get(0).asText(), objects);
    }

    private static JsonNode edited(JsonNode object, JsonPointer where, JsonNode value) {
        String last = where.last().getMatchingProperty();
        JsonNode holder = object.at(where.head());
        if (holder instanceof ArrayNode list) {
            if (last.equals("-")) {
                list.add(value);
            } else if (value.isNull()) {
                list.remove(Integer.parseInt(last));
            } else {
                list.set(Integer.parseInt(last), value);
            }
        } else if (value.isNull()) {
            assertTrue(((ObjectNode) holder).remove(last) != null, "nothing is at " + where);
        } else {
            ((ObjectNode) holder).set(last, value);
        }
        return object;
    }
}
