package ordermill.orders.journeys;

import java.util.Locale;

/** Where a journey stands, in the order in which it moves: forward only. */
enum Status {
    PLACED,
    REJECTED,
    CONFIRMED,
    EMAIL_REFUSED,
    EMAIL_SENT;

    /** As in the table and in answers. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
