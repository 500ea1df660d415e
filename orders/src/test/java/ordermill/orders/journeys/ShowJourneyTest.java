package ordermill.orders.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import ordermill.chassis.Failure;
import ordermill.chassis.watching.Traces;
import ordermill.orders.Flow;

class ShowJourneyTest {

    private static final Duration SLOW = Duration.ofMillis(300);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void journeyThatIsFoundIsShownThoughItsTraceIsNot() {
        var found = Uni.createFrom().item(new Journeys.Journey("placed", null, List.of()));

        var answer = show(found, null);

        assertThat(answer.getStatus()).isEqualTo(200);
    }

    @Test
    void whatTheDatabaseTakesIsPartOfTheWait() {
        var slow =
                Uni.createFrom().<Journeys.Journey>nullItem().onItem().delayIt().by(SLOW);

        var answer = show(slow, "wait=1");

        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(asked).hasValueLessThanOrEqualTo(4);
    }

    private jakarta.ws.rs.core.Response show(Uni<Journeys.Journey> found, String prefer) {
        var journeys = new Journeys(null) {
            @Override
            Uni<Journey> find(Flow flow, String id) {
                asked.incrementAndGet();
                return found;
            }
        };
        var traces = new JourneyTraces(null, Traces.none(), Optional.empty()) {
            @Override
            Uni<String> find(Flow flow, String id) {
                return Uni.createFrom().failure(new Failure.Away("the database"));
            }
        };
        return new ShowJourney(journeys, traces)
                .show(Flow.ORDER, "o-1", prefer)
                .await()
                .atMost(Duration.ofSeconds(20));
    }
}
