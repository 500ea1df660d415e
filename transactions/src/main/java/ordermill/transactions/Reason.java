package ordermill.transactions;

/** Why an order or a ride is refused: one word for programs, such as {@code card_declined}. */
public record Reason(String word) {

    public static final Reason PRICE_MISMATCH = new Reason("price_mismatch");
    public static final Reason AMOUNT_OVER_LIMIT = new Reason("amount_over_limit");
    public static final Reason CARD_DECLINED = new Reason("card_declined");
    public static final Reason NO_DRIVER = new Reason("no_driver");

    private static final int LONGEST = 100;

    /** What somebody else gives as the reason: without control characters, at most 100 characters, never empty. */
    public static Reason fromOutside(String text, Reason otherwise) {
        if (text == null) {
            return otherwise;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .filter(c ->
                        !Character.isISOControl(c) && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        String word = clean.toString().strip();
        return word.isEmpty() ? otherwise : new Reason(word);
    }
}
