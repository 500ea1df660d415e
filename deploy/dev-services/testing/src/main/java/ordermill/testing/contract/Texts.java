package ordermill.testing.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that somebody may write: of each plane, of nothing but blanks, with what no name may hold, and too long. */
final class Texts {

    private static final int PLANES = 17;
    private static final int ID = 64;
    private static final String BURGER = "\uD83C\uDF54";

    static final List<Odd> GENERAL = Stream.of(
                    Stream.of(
                            "", " ", "   ", "a", " a ", "tom_1", "ä", "a b", ".", "..", "...", "-", "_", "a/b", "null"),
                    Stream.of("\\u0000", "a\\u0000b", "\\u0001a", "a\\u001f", "a\\n", "a\\r\\n", "\\t", "\\n", "\\b"),
                    Stream.of(
                            "\u007F", "a\\u007f", "\\u0080", "a\u0085", "\\u009f", "\\u00a0", "\u00A0\u00A0", "\u3000"),
                    Stream.of("\\u2028", "a\u2029", "\uFEFFa", "\\ufeff", "\u200B", "a\u0308", "\u202Ea", "\uFFFD"),
                    Stream.of("\\ud83c", "Burger \\ud83c", "\\udf54a", "\\udf54\\ud83c", "\\ud83c\\ud83c\\udf54"),
                    Stream.of("\\ud83c\\udf54", "\\u0061", "\\/", "a\\\\", "\\\"", "7".repeat(130_000)),
                    IntStream.range(0, PLANES).mapToObj(plane -> Character.toString((plane << 16) + 0xF354)),
                    IntStream.range(0, PLANES).mapToObj(plane -> Character.toString((plane << 16) + 0xFFFF)))
            .flatMap(texts -> texts)
            .map(Odd::text)
            .toList();

    /** What comes close to a pattern of one of the contracts: ids, amounts, places, minutes, times of day. */
    static final List<Odd> PATTERNED = Stream.of(
                    Stream.of(
                            "a".repeat(ID - 1), "a".repeat(ID), "a".repeat(ID + 1), "..\\n", "a.", "-1", "1.0", "1:2"),
                    Stream.of(
                            "0", "9", "9.", ".5", "9.5", "9.50", "9.505", "+9", "-9", " 9", "9 ", "9\\n", "9.5\\n",
                            "9,5"),
                    Stream.of("9999999999", "9999999999.99", "10000000000", "0000000009", "00000000009", "9e1", "0x9"),
                    Stream.of("\u0669", "\uFF19", "NaN", "Infinity", "1_0", "9.5.5", "9..5", "9".repeat(10) + ".0"),
                    Stream.of(
                                    "12, Long: 34",
                                    "12.5, Long: -34.5",
                                    "48,21, Long: 16,37",
                                    "12,Long:34",
                                    "12,   Long:   34")
                            .map("Lat: "::concat),
                    Stream.of(
                                    "90, Long: 180",
                                    "-90.0, Long: -180,0",
                                    "90.1, Long: 0",
                                    "91, Long: 0",
                                    "89.9, Long: 180.01")
                            .map("Lat: "::concat),
                    Stream.of(
                                    "0, Long: 181",
                                    "0, Long: 179.9999999999999999",
                                    "0, Long: 1.12345678901234567",
                                    "--1, Long: 1")
                            .map("Lat: "::concat),
                    Stream.of("01, Long: 1", "1., Long: 1", ".5, Long: 1", "+1, Long: 1", "1e1, Long: 1", "1, Long: 1 ")
                            .map("Lat: "::concat),
                    Stream.of(
                                    "1, Long: 1\\n",
                                    "1 , Long: 1",
                                    "1, long: 1",
                                    "1, Long: 1, 2",
                                    "1",
                                    "\u0661, Long: 1",
                                    "1;Long: 1")
                            .map("Lat: "::concat),
                    Stream.of(
                            "lat: 1, Long: 1",
                            "Lat:1,Long:1",
                            " Lat: 1, Long: 1",
                            "Long: 1, Lat: 1",
                            "Lat:\u00A01, Long: 1"),
                    Stream.of(
                            "7mins",
                            "0mins",
                            "999999mins",
                            "1000000mins",
                            "mins",
                            "7 mins",
                            "7min",
                            "-7mins",
                            "7mins\\n"),
                    Stream.of(
                            "00:00:00",
                            "23:59:59",
                            "24:00:00",
                            "12:60:00",
                            "12:00:60",
                            "1:00:00",
                            "12:00:00\\n",
                            "12:00"))
            .flatMap(texts -> texts)
            .map(Odd::text)
            .toList();

    private Texts() {}

    /** Lengths about a bound, in characters of one to four bytes and of one and two UTF-16 units. */
    static List<Odd> near(int length) {
        List<Odd> near = new ArrayList<>();
        for (String character : List.of("a", "ä", "가", BURGER, "\\ud83c\\udf54", "\\ud83c", "\\u0061", " ", "\u3000")) {
            for (int some : new int[] {length / 2, length / 2 + 1, length - 1, length, length + 1}) {
                near.add(Odd.text(character.repeat(some)));
            }
        }
        for (int blanks : new int[] {length - 1, length}) {
            near.add(Odd.text(" ".repeat(blanks) + "a"));
            near.add(Odd.text("a" + " ".repeat(blanks)));
            near.add(Odd.text("a".repeat(blanks) + "\\n"));
        }
        near.add(Odd.text("a".repeat(length - 1) + BURGER));
        near.add(Odd.text("a".repeat(length) + BURGER));
        return near;
    }
}
