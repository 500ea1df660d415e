package ordermill.analytics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The current day in the clock's time zone, as the first moment of it, the first of the next, and now. */
record Today(OffsetDateTime start, OffsetDateTime end, OffsetDateTime now) {

    static Today by(Clock clock) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        LocalDate day = now.toLocalDate();
        return new Today(
                day.atStartOfDay(clock.getZone()).toOffsetDateTime(),
                day.plusDays(1).atStartOfDay(clock.getZone()).toOffsetDateTime(),
                now);
    }

    /** The clock that decides which day it is. */
    @Dependent
    static class WallClock {

        @Produces
        @Singleton
        static Clock inTimeZone(@ConfigProperty(name = "analytics.time-zone") String timeZone) {
            return Clock.system(ZoneId.of(timeZone));
        }
    }
}
