package ordermill.chassis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** SHA-256 of a JSON value: the same for the same value, whatever the order of fields or the zeros after 4.5. */
public final class Fingerprint {

    private byte[] content = new byte[1024];
    private int length;

    private Fingerprint() {}

    /** The 32 bytes that stand for these fields of the object; an absent field is as null. */
    public static byte[] of(JsonNode object, List<String> fields) {
        Fingerprint fingerprint = new Fingerprint();
        for (String field : fields) {
            fingerprint.add(object.path(field));
        }
        return sha256(fingerprint.content, fingerprint.length);
    }

    public static byte[] sha256(byte[] content) {
        return sha256(content, content.length);
    }

    private static byte[] sha256(byte[] content, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(JsonNode node) {
        if (node.isObject()) {
            addObject(node);
        } else if (node.isArray()) {
            add('[', Integer.toString(node.size()));
            node.forEach(this::add);
        } else if (node.isNumber()) {
            add('0', node.decimalValue().stripTrailingZeros().toString());
        } else {
            add(node.isTextual() ? '"' : 'x', node.isMissingNode() ? "null" : node.asText());
        }
    }

    private void addObject(JsonNode object) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        fields.sort(Map.Entry.comparingByKey());
        add('{', Integer.toString(fields.size()));
        for (var field : fields) {
            add('n', field.getKey());
            add(field.getValue());
        }
    }

    /** Each part with its type and length, so that no two values read the same. */
    private void add(char type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = length + 5 + bytes.length;
        if (end > content.length) {
            content = Arrays.copyOf(content, Math.max(end, 2 * content.length));
        }
        ByteBuffer.wrap(content, length, 5).put((byte) type).putInt(bytes.length);
        System.arraycopy(bytes, 0, content, length + 5, bytes.length);
        length = end;
    }
}
