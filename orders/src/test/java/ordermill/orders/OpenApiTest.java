package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /q/openapi} tells what really happens: each address, each answer in its media type, and nothing besides. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class OpenApiTest extends RealServers {

    /** Not there where customers are. */
    private static final String SIMULATOR = "/simulator";

    @Inject
    BeanManager beans;

    private final Set<String> seen = new TreeSet<>();
    private JsonNode document;

    @BeforeEach
    void read() {
        document = Sample.tree(given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asByteArray());
    }

    @Test
    void everyAddressIsTold() {
        Set<String> addresses = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass().getAnnotation(Path.class))
                .filter(path -> path != null && !path.value().equals(SIMULATOR))
                .map(Path::value)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names(document.get("paths"))).isEqualTo(addresses).isNotEmpty();
    }

    @Test
    void everyMethodIsTold() {
        for (String path : names(document.get("paths"))) {
            Response refused = given().patch(path.replace("{id}", "o-1"));

            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(Arrays.stream(refused.header("Allow").split(", "))
                            .filter(method -> !method.equals("OPTIONS") && !method.equals("HEAD"))
                            .map(String::toLowerCase))
                    .containsExactlyInAnyOrderElementsOf(
                            names(document.get("paths").get(path)));
        }
    }

    @Test
    void everyAnswerIsToldAndNoOther() {
        for (Flow flow : Flow.values()) {
            requests(flow);
            lookUps(flow);
        }
        servers.stopBroker();
        for (Flow flow : Flow.values()) {
            post(flow, json().body(example(flow).toString()));
        }
        servers.startBroker();
        servers.stopDatabase();
        for (Flow flow : Flow.values()) {
            get(flow, "unheard-of", given());
        }

        assertThat(seen).isEqualTo(told());
    }

    private void requests(Flow flow) {
        ObjectNode request = example(flow);
        String key = UUID.randomUUID().toString();
        post(flow, json().header("Idempotency-Key", key).body(request.toString()));
        String placed = request.get(flow.idField()).textValue();
        await().until(() -> given().get(address(flow) + "/" + placed).statusCode() == 200);
        post(flow, json().header("Idempotency-Key", key).body(request.toString()));
        ObjectNode other = request.deepCopy();
        if (flow == Flow.ORDER) {
            other.put("user_email", "somebody_else@example.com");
        } else {
            other.put("location", "Lat: 1, Long: 1");
        }
        post(flow, json().header("Idempotency-Key", key).body(other.toString()));
        post(flow, json().body(other.toString()));
        post(flow, json().body("{}"));
        post(flow, json().body("x".repeat(200 * 1024)));
        post(flow, json().accept("text/html").body(request.toString()));
        post(flow, given().contentType("text/plain").body("hello"));
        get(flow, placed, given());
    }

    private void lookUps(Flow flow) {
        get(flow, "unheard-of", given());
        get(flow, "unheard-of", given().accept("text/html"));
    }

    /** The document's own example, under an id that is new. */
    private ObjectNode example(Flow flow) {
        ObjectNode example = operation(address(flow), "post")
                .at("/requestBody/content/application~1json/example")
                .deepCopy();
        return example.put(flow.idField(), UUID.randomUUID().toString());
    }

    private static String address(Flow flow) {
        return "/" + flow.word();
    }

    private static RequestSpecification json() {
        return given().contentType("application/json");
    }

    private void post(Flow flow, RequestSpecification request) {
        see(address(flow), "post", request.post(address(flow)));
    }

    private void get(Flow flow, String id, RequestSpecification request) {
        see(address(flow) + "/{id}", "get", request.get(address(flow) + "/" + id));
    }

    private void see(String path, String method, Response answer) {
        String status = Integer.toString(answer.statusCode());
        String mediaType = answer.contentType().replaceFirst(";.*", "");
        seen.add(line(path, method, status, mediaType));
        JsonNode told = resolved(operation(path, method).get("responses").path(status));
        names(told.path("headers")).stream()
                .filter(header -> answer.header(header) != null)
                .forEach(header -> seen.add(line(path, method, status, header)));
        JsonNode schema = told.path("content").path(mediaType).path("schema");
        assertThat(schema.isObject())
                .as("nothing told of " + line(path, method, status, mediaType))
                .isTrue();
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(schema.<ObjectNode>deepCopy().set("components", document.get("components")))
                        .validate(Sample.tree(answer.asByteArray())))
                .as(answer.asString())
                .isEmpty();
    }

    private Set<String> told() {
        Set<String> told = new TreeSet<>();
        for (String path : names(document.get("paths"))) {
            for (String method : names(document.get("paths").get(path))) {
                JsonNode responses = operation(path, method).get("responses");
                for (String status : names(responses)) {
                    JsonNode response = resolved(responses.get(status));
                    names(response.path("content")).forEach(type -> told.add(line(path, method, status, type)));
                    names(response.path("headers")).forEach(header -> told.add(line(path, method, status, header)));
                }
            }
        }
        return told;
    }

    private static String line(String... words) {
        return String.join(" ", words);
    }

    private JsonNode operation(String path, String method) {
        return document.get("paths").get(path).get(method);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
