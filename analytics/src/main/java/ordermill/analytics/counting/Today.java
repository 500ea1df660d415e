package ordermill.analytics.counting;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** The current day in the clock's time zone, the first moment of it, the first of the next, and now. */
public record Today(LocalDate day, OffsetDateTime start, OffsetDateTime end, OffsetDateTime now) {

    static Today by(Clock clock) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        LocalDate day = now.toLocalDate();
        return new Today(
                day,
                day.atStartOfDay(clock.getZone()).toOffsetDateTime(),
                day.plusDays(1).atStartOfDay(clock.getZone()).toOffsetDateTime(),
                now);
    }
}
