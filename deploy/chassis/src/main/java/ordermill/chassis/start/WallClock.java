package ordermill.chassis.start;

import java.time.Clock;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one place that time comes from. */
@Dependent
class WallClock {

    @Produces
    @Singleton
    static Clock utc() {
        return Clock.systemUTC();
    }
}
