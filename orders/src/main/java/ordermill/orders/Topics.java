package ordermill.orders;

/** The topics that this service reads and writes. */
public final class Topics {

    public static final String ORDER_DETAILS = "order_details";
    public static final String ORDER_DETAILS_DLQ = "order_details_dlq";
    public static final String ORDER_CONFIRMED = "order_confirmed";
    public static final String ORDER_REJECTED = "order_rejected";
    public static final String ORDER_EMAIL_SENT = "order_email_sent";

    public static final String RIDE_DETAILS = "ride_details";
    public static final String RIDE_DETAILS_DLQ = "ride_details_dlq";
    public static final String RIDE_CONFIRMED = "ride_confirmed";
    public static final String RIDE_REJECTED = "ride_rejected";
    public static final String RIDE_EMAIL_SENT = "ride_email_sent";

    public static final String TIMESTAMP = "timestamp";

    private Topics() {}
}
