package ordermill.testing.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What may be wrong with a value as a whole: no JSON, not in UTF-8, too much of it, too deep, or just strange. */
final class Wholes {

    private static final String UNKNOWN = "\"unknown\":";

    private final List<Supplier<Drawn.Case>> cases = new ArrayList<>();
    private final Limits limits;
    private final String json;

    Wholes(Contract contract, Draft example) {
        limits = contract.limits();
        json = example.json();
        cases.add(() -> new Drawn.Case("the example as it stands", contract.example()));
    }

    List<Supplier<Drawn.Case>> cases() {
        add("null", (byte[]) null);
        for (String none :
                List.of("", " ", "null", "true", "1", "\"a\"", "{}", "[]", "\uFEFF", "\0", "{", "}", "{\"", "<a/>")) {
            add("just " + none, none);
        }
        otherEncodings();
        almostJson();
        for (int cut = 1; cut < json.length(); cut += 1 + json.length() / 12) {
            add("only the first %d bytes".formatted(cut), json.substring(0, cut));
        }
        depths();
        sizes();
        names();
        return cases;
    }

    private void otherEncodings() {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            add(name, json.getBytes(Charset.forName(name)));
        }
        add("byte order mark", "\uFEFF" + json);
        for (String none : List.of("\u00E4", "\u00FF", "\u00E4\u00B8", "\u00F0\u009F\u008D", "\u0080", "a\u00C3")) {
            add("bytes that are no UTF-8", with("\"" + none + "\"").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void almostJson() {
        for (String after : List.of("x", "{}", " null", "\0", "]", "}", ",", "\u00A0", "//", json)) {
            add("then " + Odd.of(after), json + after);
        }
        for (String blank : List.of(" ", "\n", "\r\n\t ", "\f", "\u00A0", "\u000B")) {
            add("blank %x before and after".formatted((int) blank.charAt(0)), blank + json + blank);
        }
        for (String none :
                List.of("01", "+1", ".5", "1.", "1e", "NaN", "Infinity", "0x1", "1_0", "'a'", "\"\\x\"", "\"\t\"")) {
            add("unknown=" + none, with(none));
        }
        for (String none :
                List.of("\"\0\"", "\"\\u00\"", "/*a*/1", "1,", "undefined", "TRUE", "[1,]", "[,1]", "{\"a\"}", "-")) {
            add("unknown=" + none, with(none));
        }
    }

    private void depths() {
        int free = limits.depth() - 1;
        for (int depth : new int[] {free - 1, free, free + 1, 500, 998, 999, 1000, 20_000}) {
            add("%d arrays deep".formatted(depth + 1), with(Structures.arrays(depth)));
            add("%d objects deep".formatted(depth + 1), with(Structures.objects(depth)));
        }
        add("100000 arrays, not closed", with("[".repeat(100_000)));
        add("deep, then replaced", with(Structures.arrays(free + 1) + "," + UNKNOWN + "1"));
        add("a wild number, then replaced", with("1e200000," + UNKNOWN + "1"));
    }

    private void sizes() {
        int room = limits.bytes() - with("\"\"").length();
        for (int over : new int[] {-1, 0, 1}) {
            add("a text up to the limit and %d bytes".formatted(over), () -> with('"' + "a".repeat(room + over) + '"'));
            add(
                    "blanks up to the limit and %d bytes".formatted(over),
                    () -> json + " ".repeat(limits.bytes() - json.length() + over));
        }
        add("{}, up to the limit", () -> with("[" + "{},".repeat(room / 3 - 1) + "{}]"));
        add("1e1 up to the limit", () -> with("[" + "1e1,".repeat(room / 4 - 1) + "1]"));
        add("characters of four bytes up to the limit", () -> with('"' + "\uD83C\uDF54".repeat(room / 4) + '"'));
        add("{}, a million times", () -> with("[" + "{},".repeat(1_000_000) + "{}]"));
        add("no JSON of 1.1 MB", () -> "x".repeat(1_100_000));
    }

    private void names() {
        for (String name :
                List.of("", " ", "\\u0000", "\\ud800", "\\udc00a", "\uD83C\uDF54", "__proto__", "constructor", "\\n")) {
            add("a field named '" + name + "'", with("1,\"" + name + "\":[1]"));
        }
        add("a name of 60000 characters", with("1,\"" + "n".repeat(60_000) + "\":1"));
        add("a thousand fields", with("1" + ",\"n\":2".repeat(1_000)));
        int first = json.indexOf('"') + 1;
        add(
                "a name with an escape",
                json.substring(0, first) + "\\u00%02x".formatted((int) json.charAt(first)) + json.substring(first + 1));
        add(
                "a name in capitals",
                json.substring(0, first) + Character.toUpperCase(json.charAt(first)) + json.substring(first + 1));
    }

    /** The example with a field that the schema does not know. */
    private String with(String unknown) {
        return "{" + UNKNOWN + unknown + "," + json.substring(1);
    }

    private void add(String name, String value) {
        add(name, () -> value);
    }

    private void add(String name, Supplier<String> value) {
        cases.add(() -> new Drawn.Case(name, value.get().getBytes(StandardCharsets.UTF_8)));
    }

    private void add(String name, byte[] value) {
        cases.add(() -> new Drawn.Case(name, value));
    }
}
