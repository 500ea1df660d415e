package ordermill.notifications.confirmed;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** One line of what was ordered, as a mail lists it: whatever a client wrote, it is short and can be printed. */
public record Line(String quantity, String name) {

    private static final int MOST_LINES = 50;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_QUANTITY = 20;
    private static final Line MORE = new Line("", "and more");

    /** The lines of an order's content, which may hold anything. */
    static List<Line> of(JsonNode details) {
        List<Line> lines = new ArrayList<>();
        if (details.path("items").isArray()) {
            for (JsonNode item : details.path("items")) {
                if (lines.size() == MOST_LINES) {
                    lines.add(MORE);
                    break;
                }
                lines.add(ofItem(item));
            }
        } else if (details.path("name").isTextual()) {
            lines.add(ofItem(details));
        }
        return lines;
    }

    private static Line ofItem(JsonNode item) {
        JsonNode name = item.isObject() ? item.has("name") ? item.path("name") : item.path("sku") : item;
        return new Line(text(item.path("quantity"), LONGEST_QUANTITY, "1"), text(name, LONGEST_NAME, "item"));
    }

    private static String text(JsonNode value, int longest, String otherwise) {
        if (value.isNumber()) {
            return printable(value.decimalValue().stripTrailingZeros().toPlainString(), longest);
        }
        String text = value.isTextual() || value.isBoolean() ? printable(value.asText(), longest) : "";
        return text.isBlank() ? otherwise : text;
    }

    private static String printable(String text, int longest) {
        var printable = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> printable.appendCodePoint(isPrinted(c) ? c : ' '));
        return text.codePointCount(0, Math.min(text.length(), 2 * longest + 2)) > longest
                ? printable.append('…').toString()
                : printable.toString();
    }

    /** Not what ends or turns a line, and not what no font has. */
    private static boolean isPrinted(int codePoint) {
        boolean turns = codePoint >= 0x202A && codePoint <= 0x202E || codePoint >= 0x2066 && codePoint <= 0x2069;
        return !turns
                && switch (Character.getType(codePoint)) {
                    case Character.CONTROL,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE,
                            Character.UNASSIGNED -> false;
                    default -> true;
                };
    }
}
