package ordermill.testing.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Numbers that somebody may write, near a bound or beyond all use. */
final class Numbers {

    private static final int PRECISION = 100;

    static final List<Odd> GENERAL = Stream.of(
                    "0",
                    "-0",
                    "-0.0",
                    "0.00",
                    "0e5",
                    "1",
                    "-1",
                    "1.0",
                    "1.000",
                    "1.5",
                    "0.01",
                    "0.010",
                    "0.001",
                    "0.0000000000001",
                    "0.01000000000000000000000000000001",
                    "1e0",
                    "10E-1",
                    "1E-2",
                    "1e-3",
                    "1e2",
                    "12E+1",
                    "7",
                    "2147483648",
                    "9007199254740993",
                    "9223372036854775808",
                    "1.7976931348623159e308",
                    "5e-324",
                    "1e99",
                    "1e100",
                    "1e101",
                    "1e-100",
                    "1e-101",
                    "0e100",
                    "0e101",
                    "0e-100",
                    "0e-101",
                    "1e200000",
                    "-1e200000",
                    "1e-200000",
                    "0e500000000",
                    "0e-500000000",
                    "10E2147483647",
                    "1e2147483647",
                    "1e-2147483647",
                    "1e-2147483649",
                    "1e99999999999",
                    "0e99999999999",
                    "9".repeat(998) + "E1",
                    "9".repeat(PRECISION),
                    "1" + "0".repeat(PRECISION - 1),
                    "9".repeat(PRECISION + 1),
                    "-" + "9".repeat(PRECISION + 1),
                    "1." + "0".repeat(PRECISION - 1),
                    "1." + "0".repeat(PRECISION),
                    "0." + "0".repeat(PRECISION - 1) + "1",
                    "0." + "0".repeat(PRECISION) + "1",
                    "0." + "9".repeat(PRECISION),
                    "1e" + "0".repeat(400) + "1",
                    "7".repeat(130_000),
                    "0." + "7".repeat(130_000))
            .map(Odd::of)
            .toList();

    private Numbers() {}

    /** A bound, just within and just outside of it, in several ways of writing them. */
    static List<Odd> near(BigDecimal bound) {
        List<Odd> near = new ArrayList<>();
        for (String step : List.of("0", "1", "0.01", "0.001", "0.00000000000000000000000001")) {
            BigDecimal by = new BigDecimal(step);
            near.add(Odd.of(bound.add(by).toPlainString()));
            near.add(Odd.of(bound.subtract(by).toPlainString()));
        }
        near.add(Odd.of(bound.setScale(Math.max(1, bound.scale()) + 3).toPlainString()));
        near.add(Odd.of(bound.stripTrailingZeros().unscaledValue() + "e"
                + -bound.stripTrailingZeros().scale()));
        near.add(Odd.of(bound.movePointRight(1).toPlainString()));
        near.add(Odd.of(bound.negate().toPlainString()));
        return near;
    }
}
