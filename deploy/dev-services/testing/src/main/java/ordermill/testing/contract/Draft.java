package ordermill.testing.contract;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** A value in the making: a tree whose leaves may be JSON as somebody wrote it, and the story of how it came about. */
record Draft(String story, JsonNode tree) {

    /** Lone surrogates have no UTF-8, so they are written as escapes. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    Draft with(Spot spot, Odd odd) {
        return new Draft(
                story + "; " + spot + "=" + odd,
                put(tree.deepCopy(), spot.path(), NODES.rawValueNode(new RawValue(odd.json()))));
    }

    Draft without(Spot spot) {
        return at(spot).isMissingNode()
                ? this
                : new Draft(story + "; no " + spot, put(tree.deepCopy(), spot.path(), MissingNode.getInstance()));
    }

    JsonNode at(Spot spot) {
        JsonNode here = tree;
        for (String step : spot.path()) {
            here = here.isArray() ? here.path(Integer.parseInt(step)) : here.path(step);
        }
        return here;
    }

    Drawn.Case asCase() {
        return new Drawn.Case(story, bytes());
    }

    byte[] bytes() {
        return json().getBytes(StandardCharsets.UTF_8);
    }

    String json() {
        try (StringWriter json = new StringWriter()) {
            MAPPER.writeValue(json, tree);
            return json.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parent with the value at the path below it; what is no container on the way becomes one. */
    private static JsonNode put(JsonNode parent, List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            return value;
        }
        String step = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (step.equals("0")) {
            ArrayNode array = parent instanceof ArrayNode there ? there : NODES.arrayNode();
            JsonNode inner = put(array.path(0), rest, value);
            if (!array.isEmpty()) {
                array.remove(0);
            }
            return inner.isMissingNode() ? array : array.insert(0, inner);
        }
        ObjectNode object = parent instanceof ObjectNode there ? there : NODES.objectNode();
        JsonNode inner = put(object.path(step), rest, value);
        return inner.isMissingNode() ? object.without(step) : object.<ObjectNode>set(step, inner);
    }
}
