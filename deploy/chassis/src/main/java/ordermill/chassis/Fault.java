package ordermill.chassis;

/** What is wrong with a request or a record, for good: no retry will mend it. Names the field, never its content. */
public final class Fault extends RuntimeException {

    private final String field;

    /** A fault of the whole. */
    public Fault(String fault) {
        this(null, fault);
    }

    /**
     * @param field the field at fault; null where it is the whole
     * @param fault what a sentence goes on with after the field's name, such as {@code is missing}
     */
    public Fault(String field, String fault) {
        super(field == null ? fault : field + " " + fault, null, false, false);
        this.field = field;
    }

    /** The field at fault; null where it is the whole. */
    public String field() {
        return field;
    }
}
