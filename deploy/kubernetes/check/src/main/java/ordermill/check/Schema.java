package ordermill.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;

/**
 * Objects of Kubernetes itself, of its Gateway API and of Strimzi, whose models are at hand -> has each just the fields that
 * there are, and values that are of their types? A number is no text: the API server refuses it.
 */
final class Schema {

    /** What Strimzi 1.0 asks for and its last models for Java 17 do not have yet. */
    private static final Set<String> NEWER = Set.of("/spec/kafka/rack/type");

    private static final Map<String, Class<?>> MODELS = models();
    private static final ObjectMapper STRICT = strict();

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            Class<?> model = MODELS.get(
                    key(object.path("apiVersion").asText(), object.path("kind").asText()));
            if (model != null) {
                faults(object, model)
                        .forEach(fault -> findings.add(
                                "%s: %s: %s".formatted(manifests.overlay(), Manifests.title(object), fault)));
            }
        }
        return findings;
    }

    private static List<String> faults(JsonNode object, Class<?> model) {
        List<String> faults = new ArrayList<>();
        try {
            STRICT.readerFor(model).withAttribute(Unknown.class, faults).readValue(STRICT.treeAsTokens(object));
        } catch (JsonMappingException e) {
            String where = e.getPath().stream()
                    .map(one -> one.getFieldName() == null ? one.getIndex() + "" : one.getFieldName())
                    .collect(Collectors.joining("/", "/", ""));
            faults.add("%s cannot be read: %s".formatted(where, e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faults;
    }

    private static Map<String, Class<?>> models() {
        Map<String, Class<?>> models = new HashMap<>();
        ServiceLoader.load(KubernetesResource.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(HasMetadata.class::isAssignableFrom)
                .forEach(type -> models.put(key(HasMetadata.getApiVersion(type), HasMetadata.getKind(type)), type));
        for (Class<?> type : List.of(Kafka.class, KafkaNodePool.class, KafkaTopic.class, KafkaUser.class)) {
            models.put(key("kafka.strimzi.io/v1", type.getSimpleName()), type);
        }
        return models;
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    private static ObjectMapper strict() {
        return JsonMapper.builder()
                .annotationIntrospector(new NothingBesides())
                .addHandler(new Unknown())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** The models keep what they do not know; here it shall be told. */
    private static final class NothingBesides extends JacksonAnnotationIntrospector {
        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    private static final class Unknown extends DeserializationProblemHandler {
        @Override
        @SuppressWarnings("unchecked")
        public boolean handleUnknownProperty(
                DeserializationContext context, JsonParser parser, JsonDeserializer<?> reader, Object bean, String name)
                throws IOException {
            String where = parser.getParsingContext().pathAsPointer().toString();
            if (!NEWER.contains(where)) {
                ((List<String>) context.getAttribute(Unknown.class)).add("there is no field " + where);
            }
            parser.skipChildren();
            return true;
        }
    }
}
