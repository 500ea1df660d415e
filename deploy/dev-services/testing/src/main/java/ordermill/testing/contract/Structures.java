package ordermill.testing.contract;

import java.util.List;
import java.util.stream.Stream;

/** Values of every type but text and number. */
final class Structures {

    static final List<Odd> NULL = List.of(Odd.of("null"));

    static final List<Odd> EMPTY = List.of(Odd.of("{}"), Odd.of("[]"));

    static final List<Odd> GENERAL = Stream.of(
                    "null",
                    "\"a\"",
                    "1",
                    "true",
                    "false",
                    "{}",
                    "[]",
                    "[[]]",
                    "[{}]",
                    "[null]",
                    "[1]",
                    "[\"a\",true]",
                    "{\"a\":1}",
                    "[\"a\"]",
                    "[\"\\u0000\",\"\"]",
                    "[{\"unit_price\":1}]",
                    "[{\"unit_price\":1.50,\"quantity\":2},{\"unit_price\":\"0.5\"}]",
                    "[{\"unit_price\":1},\"a\"]",
                    "[{\"unit_price\":1},{\"unit_price\":null}]",
                    "[{\"unit_price\":1},{\"quantity\":0}]",
                    "{\"kind\":\"food\"}",
                    "{\"price\":1}",
                    "{\"items\":[{\"unit_price\":1}]}",
                    "{\"lat\":1,\"long\":2}",
                    "{\"lat\":-1.50,\"long\":\"2\"}",
                    "{\"\":[{\"\":null}],\"\\ud83c\\udf54\":\"\\udc00\",\"\\u0000\":1}",
                    "{\"\\ud800\":1}")
            .map(Odd::of)
            .toList();

    private Structures() {}

    /** Arrays in arrays, so many deep. */
    static String arrays(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    /** Objects in objects, so many deep. */
    static String objects(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}
