package ordermill.orders;

/** A request or a record that breaks a rule of the wire contract: which field, and how. */
final class Invalid extends RuntimeException {

    private final String field;

    Invalid(String field, String fault) {
        super(field == null ? fault : field + " " + fault, null, false, false);
        this.field = field;
    }

    /** The field at fault; null where it is the whole body. */
    String field() {
        return field;
    }
}
