package ordermill.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TodayTest {

    @ParameterizedTest
    @CsvSource({
        "UTC,              2026-11-21T23:59:59Z, 2026-11-21T00:00:00Z, 2026-11-22T00:00:00Z",
        "Europe/Vienna,    2026-11-21T23:00:00Z, 2026-11-21T23:00:00Z, 2026-11-22T23:00:00Z",
        "Europe/Vienna,    2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "Asia/Kathmandu,   2026-11-21T18:14:59Z, 2026-11-20T18:15:00Z, 2026-11-21T18:15:00Z",
        "America/New_York, 2026-11-21T04:59:59Z, 2026-11-20T05:00:00Z, 2026-11-21T05:00:00Z",
    })
    void dayBeginsAndEndsAtMidnightOfItsTimeZone(String zone, Instant now, Instant start, Instant end) {
        var today = Today.by(Clock.fixed(now, ZoneId.of(zone)));

        assertThat(today.start().toInstant()).isEqualTo(start);
        assertThat(today.end().toInstant()).isEqualTo(end);
        assertThat(today.now().toInstant()).isEqualTo(now);
    }
}
