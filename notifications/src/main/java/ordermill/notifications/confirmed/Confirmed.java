package ordermill.notifications.confirmed;

import java.math.BigDecimal;

/** An order or a ride that was confirmed, and whose customer is to be told so once. */
public sealed interface Confirmed permits OrderConfirmed, RideConfirmed {

    String ORDER = "order";
    String RIDE = "ride";

    /** {@link #ORDER} or {@link #RIDE}. */
    String kind();

    String id();

    /** Where the mail goes, as the confirmation gives it. */
    String address();

    /** What the mail says that the event does not; null where there is nothing. */
    BigDecimal total();

    /** The JSON of what is published once the mail has its end, but for the outcome. */
    String event();
}
