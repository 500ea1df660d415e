package ordermill.testing.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;

/** A topic's schema as the judge of values: what each reader of the topic accepts, or what our services write on it. */
public final class Contract {

    /** Each topic that has a contract, and the service with which it lies. */
    public static final Map<String, String> SERVICES = Map.of(
            "order_details", "orders",
            "ride_details", "orders",
            "timestamp", "orders",
            "order_confirmed", "transactions",
            "order_rejected", "transactions",
            "ride_confirmed", "transactions",
            "ride_rejected", "transactions",
            "order_email_sent", "notifications",
            "ride_email_sent", "notifications",
            "analytics_result", "analytics");

    private static final String PUBLISHED = "/$defs/published";

    private final Path folder;
    private final String topic;
    private final JsonNode document;
    private final Limits limits;
    private final JsonSchema schema;

    private Contract(Path folder, String topic, String part) {
        this.folder = folder;
        this.topic = topic;
        Path file = folder.resolve(topic + ".schema.json");
        document = Limits.NONE.read(bytes(file));
        limits = Limits.of(document);
        schema = Exactly.schema(file.toUri() + "#" + part);
    }

    /** What the readers accept of a topic whose contract lies with the service, from whatever module's directory. */
    public static Contract of(String service, String topic) {
        return new Contract(folderOf(service), topic, "");
    }

    /** The same, of any topic that has a contract. */
    public static Contract of(String topic) {
        return of(SERVICES.get(topic), topic);
    }

    /** What our services themselves write on the topic. */
    public Contract published() {
        return new Contract(folder, topic, PUBLISHED);
    }

    public boolean accepts(byte[] value) {
        return why(value).isEmpty();
    }

    /** What is wrong with the value; nothing where it is accepted. */
    public List<String> why(byte[] value) {
        try {
            return schema.validate(limits.read(value)).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (Limits.Exceeded e) {
            return List.of(e.getMessage());
        }
    }

    /** The example beside the schema. */
    public byte[] example() {
        return bytes(folder.resolve(topic + ".example.json"));
    }

    public String topic() {
        return topic;
    }

    JsonNode document() {
        return document;
    }

    Limits limits() {
        return limits;
    }

    private static Path folderOf(String service) {
        Path here = Path.of("").toAbsolutePath();
        for (Path place = here; place != null; place = place.getParent()) {
            Path folder = place.resolve(service).resolve("contract");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalArgumentException("no %s/contract in or above %s".formatted(service, here));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
