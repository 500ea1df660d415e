package ordermill.orders;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** SHA-256 of what a client asked for: the same for the same JSON value, whatever the order of fields or zeros after 4.5. */
final class Fingerprint {

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] of(ObjectNode event, List<String> fields) {
        Fingerprint fingerprint = new Fingerprint();
        fields.forEach(field -> fingerprint.add(event.path(field)));
        return fingerprint.digest.digest();
    }

    private void add(JsonNode node) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            add('{', Integer.toString(sorted.size()));
            sorted.forEach((name, value) -> {
                add('n', name);
                add(value);
            });
        } else if (node.isArray()) {
            add('[', Integer.toString(node.size()));
            node.forEach(this::add);
        } else if (node.isNumber()) {
            add('0', node.decimalValue().stripTrailingZeros().toString());
        } else {
            add(node.isTextual() ? '"' : 'x', node.asText());
        }
    }

    private void add(char type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) type);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) ':');
        digest.update(bytes);
    }
}
