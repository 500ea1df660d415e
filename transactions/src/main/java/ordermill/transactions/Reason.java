package ordermill.transactions;

import java.util.Set;

/** Why an order or a ride is refused: one word for programs, such as {@code card_declined}. */
public record Reason(String word) {

    public static final Reason PRICE_MISMATCH = new Reason("price_mismatch");
    public static final Reason AMOUNT_OVER_LIMIT = new Reason("amount_over_limit");
    public static final Reason CARD_DECLINED = new Reason("card_declined");
    public static final Reason NO_DRIVER = new Reason("no_driver");

    private static final int LONGEST = 100;

    private static final Set<Integer> UNREADABLE = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.SURROGATE);

    /**
     * What somebody else gives as the reason, which anybody may read: without control and format characters and line
     * ends, at most 100 characters, never empty, no address.
     */
    public static Reason fromOutside(String text, Reason otherwise) {
        if (text == null || text.indexOf('@') >= 0) {
            return otherwise;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .filter(c -> !UNREADABLE.contains(Character.getType(c)))
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        String word = clean.toString().strip();
        return word.isEmpty() ? otherwise : new Reason(word);
    }
}
