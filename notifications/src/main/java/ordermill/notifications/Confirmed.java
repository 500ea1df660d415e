package ordermill.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An order or a ride that was confirmed, and whose customer is to be told so once. */
sealed interface Confirmed permits OrderConfirmed, RideConfirmed {

    /** {@code order} or {@code ride}. */
    String kind();

    String id();

    /** Where the mail goes, as the confirmation gives it. */
    String address();

    /** What is published once the mail was handed over or refused, but for the outcome. */
    ObjectNode event();
}
