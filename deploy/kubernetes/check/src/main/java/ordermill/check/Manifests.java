package ordermill.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** What one overlay renders to. */
record Manifests(String overlay, List<JsonNode> objects) {

    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Manifests read(String overlay, Path file) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return new Manifests(
                    overlay,
                    documents.readAll().stream().filter(JsonNode::isObject).toList());
        }
    }

    Stream<JsonNode> of(String kind) {
        return objects.stream().filter(object -> kind.equals(object.path("kind").asText()));
    }

    <T> Stream<T> of(String kind, Class<T> as) {
        return of(kind).map(object -> YAML.convertValue(object, as));
    }

    /** @return whether this is what people buy from, with whatever components */
    boolean isProduction() {
        return overlay.startsWith("production");
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static String namespace(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }

    static String title(JsonNode object) {
        return object.path("kind").asText() + " " + name(object);
    }

    /** @return the fields of an object, such as its labels; none where there is no object */
    static Map<String, String> texts(JsonNode fields) {
        return fields.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().asText()));
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Hands over each field of an object and of all that is in it, with the object that has the field. */
    static void eachField(JsonNode node, BiConsumer<JsonNode, String> look) {
        node.fieldNames().forEachRemaining(field -> look.accept(node, field));
        node.forEach(child -> eachField(child, look));
    }
}
