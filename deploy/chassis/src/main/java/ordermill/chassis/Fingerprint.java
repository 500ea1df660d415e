package ordermill.chassis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** SHA-256 of a JSON value: the same for the same value, whatever the order of fields or the zeros after 4.5. */
public final class Fingerprint {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream(512);

    private Fingerprint() {}

    /** The 32 bytes that stand for these fields of the object; an absent field is as null. */
    public static byte[] of(JsonNode object, List<String> fields) {
        Fingerprint fingerprint = new Fingerprint();
        for (String field : fields) {
            fingerprint.add(object.path(field));
        }
        return sha256(fingerprint.content.toByteArray());
    }

    public static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
            add(node.isTextual() ? '"' : 'x', node.isMissingNode() ? "null" : node.asText());
        }
    }

    private void add(char type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        content.write(type);
        content.write(bytes.length >>> 24);
        content.write(bytes.length >>> 16);
        content.write(bytes.length >>> 8);
        content.write(bytes.length);
        content.write(bytes, 0, bytes.length);
    }
}
