package ordermill.testing.contract;

/** A piece of JSON to put somewhere, as it is written, and what is odd about it. */
record Odd(String name, String json) {

    private static final int SHOWN = 60;

    static Odd of(String json) {
        return new Odd(json, json);
    }

    /** A text of these characters, written as they are. */
    static Odd text(String content) {
        return of('"' + content + '"');
    }

    @Override
    public String toString() {
        return name.length() <= SHOWN
                ? name
                : "%s... (%d characters)".formatted(name.substring(0, SHOWN), name.length());
    }
}
