package ordermill.transactions;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import ordermill.chassis.Fields;

/** Decisions as they are stored, each once -> the metrics: how many by status and reason, and how long each was waited for. */
@ApplicationScoped
public class CountDecisions {

    public static final String ORDERS = "orders";
    public static final String RIDES = "rides";

    private static final String CONFIRMED = "confirmed";
    private static final String REJECTED = "rejected";

    private static final Set<Reason> OURS =
            Set.of(Reason.PRICE_MISMATCH, Reason.AMOUNT_OVER_LIMIT, Reason.CARD_DECLINED, Reason.NO_DRIVER);

    private final MeterRegistry meters;
    private final Map<String, Timer> delays = new HashMap<>();
    /** By what was decided, and the reason's word; the look-up in the registry costs more than all else here. */
    private final Map<String, Map<String, Counter>> counters = new HashMap<>();

    CountDecisions(MeterRegistry meters) {
        this.meters = meters;
        // There from the beginning, so that the first one is an increase.
        for (String what : new String[] {ORDERS, RIDES}) {
            counters.put(what, new ConcurrentHashMap<>());
            counter(what, null);
            delays.put(what, delay(what));
        }
    }

    /**
     * @param what {@link #ORDERS} or {@link #RIDES}
     * @param reason null where it was confirmed
     * @param placed the event, which has the time that it was placed
     */
    public void one(String what, Reason reason, JsonNode placed, Instant decidedAt) {
        counter(what, reason).increment();
        Duration delay = Duration.between(Fields.time(placed, "time"), decidedAt);
        delays.get(what).record(delay.isNegative() ? Duration.ZERO : delay);
    }

    private Counter counter(String what, Reason reason) {
        return counters.get(what)
                .computeIfAbsent(
                        reason == null ? "" : word(reason),
                        word -> meters.counter(
                                what + ".decided", "status", word.isEmpty() ? CONFIRMED : REJECTED, "reason", word));
    }

    /** A gateway may have words of its own without number, and each would be a series. */
    private static String word(Reason reason) {
        return OURS.contains(reason) ? reason.word() : "other";
    }

    private Timer delay(String what) {
        return Timer.builder(what + ".decision.delay")
                .description("From the time that it was placed until its decision.")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5))
                .register(meters);
    }
}
