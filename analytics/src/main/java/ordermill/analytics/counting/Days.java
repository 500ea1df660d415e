package ordermill.analytics.counting;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which day it is, or was: where a day begins is a matter of the configured time zone. */
@Singleton
public class Days {

    private final Clock clock;
    private final ZoneId zone;

    Days(Clock clock, @ConfigProperty(name = "analytics.time-zone") String timeZone) {
        this.zone = ZoneId.of(timeZone);
        this.clock = clock.withZone(zone);
    }

    public Today today() {
        return Today.by(clock);
    }

    LocalDate of(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** The first moment of the day. */
    Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
