package ordermill.analytics.counting;

import java.util.Locale;

/** How an order or a ride was decided. */
enum Status {
    CONFIRMED,
    REJECTED;

    /** The word that tables and pages have for it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
