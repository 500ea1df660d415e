package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static ordermill.analytics.Decided.confirmedOrder;
import static ordermill.analytics.Decided.confirmedRide;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import ordermill.testing.Health;
import ordermill.testing.Polls;

/**
 * What a poll of 2,000 and {@code GET /totals} cost with few and with 1,000,000 kinds and zones, by turns in one run. No
 * test, which would depend on the machine: {@code -Dtest=MeasureSums}.
 */
@QuarkusTest
@TestProfile(MeasureSums.AsConfigured.class)
class MeasureSums {

    private static final int POLL = 2_000;
    private static final int POLLS = 20;
    private static final int ROUNDS = 5;
    private static final int MILLION = Integer.getInteger("measure.names", 1_000_000);

    public static final class AsConfigured extends OnChannels {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = super.getConfigOverrides();
            config.remove("analytics.zone-size");
            config.put("analytics.pages.shared-for", "0ms");
            return config;
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    private int made;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void ordersAndRides() {
        Health.startBecomes(200);
        byTurns(
                "orders",
                i -> confirmedOrder().kind("kind-" + i % 5),
                i -> confirmedOrder().kind("kind-" + i % MILLION));
        byTurns(
                "rides",
                i -> confirmedRide().place("48." + (10 + i % 5 * 10), "16"),
                i -> confirmedRide().place(i % 9_000 * 0.02 - 90 + "", i / 9_000 % 18_000 * 0.02 - 180 + ""));
    }

    private void byTurns(String what, IntFunction<Decided> few, IntFunction<Decided> many) {
        polls(few, POLLS);
        totals();
        double[] fewTotals = totals();
        polls(many, MILLION / POLL);
        double[][] polls = new double[2][0];
        double[][] totals = new double[2][0];
        for (int round = 0; round < ROUNDS; round++) {
            polls[0] = join(polls[0], polls(few, POLLS));
            totals[0] = join(totals[0], totals());
            polls[1] = join(polls[1], polls(many, POLLS));
            totals[1] = join(totals[1], totals());
        }
        System.out.printf(
                "%s: a poll of %d: %.1f ms with 5 names, %.1f ms with %d: %.2f times%n",
                what, POLL, median(polls[0]), median(polls[1]), MILLION, median(polls[1]) / median(polls[0]));
        System.out.printf(
                "%s: /totals: %.2f ms with 5 names only, %.2f ms with %d: %.2f times%n",
                what,
                median(fewTotals),
                median(join(totals[0], totals[1])),
                MILLION,
                median(join(totals[0], totals[1])) / median(fewTotals));
    }

    private double[] polls(IntFunction<Decided> decided, int count) {
        double[] millis = new double[count];
        for (int poll = 0; poll < count; poll++) {
            Decided first = decided.apply(made);
            @SuppressWarnings("unchecked")
            ConsumerRecord<byte[], byte[]>[] records = IntStream.range(0, POLL)
                    .mapToObj(i -> decided.apply(made + i).polled())
                    .toArray(ConsumerRecord[]::new);
            made += POLL;
            long start = System.nanoTime();
            new Polls(channels).deliver(first.topic(), records);
            millis[poll] = (System.nanoTime() - start) / 1e6;
        }
        return millis;
    }

    private static double[] totals() {
        return IntStream.range(0, 200)
                .mapToDouble(i -> {
                    long start = System.nanoTime();
                    given().get("/totals").then().statusCode(200);
                    return (System.nanoTime() - start) / 1e6;
                })
                .toArray();
    }

    private static double[] join(double[] some, double[] more) {
        double[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
