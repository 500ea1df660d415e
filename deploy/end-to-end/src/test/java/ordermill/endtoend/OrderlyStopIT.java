package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ordermill.testing.TestGateway;
import ordermill.testing.Topics;

/** Services that are told to end under load: nobody is charged or asked to be charged twice, and no answer is without words. */
@Tag("long")
class OrderlyStopIT {

    private static final int ORDERS = 3_000;
    private static final int STOPS = 10;

    @Test
    void stopsOfTransactionsAskForNoChargeTwice() {
        try (var gateway = new TestGateway()) {
            gateway.isIn(new TestGateway.Moods(Duration.ofMillis(20), 0, 0, Duration.ZERO, 0, Duration.ofDays(1)));
            Map<String, String> settings = Map.of("PAYMENTS_GATEWAY", "http", "PAYMENTS_URL", gateway.url());
            try (var cluster = new Cluster(settings, List.of("transactions"));
                    var topics = new Topics(cluster.broker.bootstrapServers())) {
                for (int stop = 0; stop < STOPS; stop++) {
                    int before = gateway.requests();
                    placeLot(topics, stop);
                    await().atMost(Duration.ofMinutes(1)).until(() -> gateway.requests() > before + 20);
                    cluster.service("transactions").stop();
                    cluster.service("transactions").start();
                }
                Books books = cluster.books();
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> books.count("transactions.ledger WHERE status = 'confirmed'") == ORDERS
                                && cluster.lag() == 0);
                assertThat(IntStream.range(0, ORDERS).filter(n -> gateway.chargesOf(id(n)) != 1))
                        .isEmpty();
                System.out.printf(
                        "%d orders, %d stops: %d charges were asked for, %d decisions published%n",
                        ORDERS,
                        STOPS,
                        gateway.requests(),
                        topics.all("order_confirmed").size());
                assertThat(gateway.requests()).isEqualTo(ORDERS);
                assertThat(topics.all("order_confirmed")).hasSize(ORDERS);
            }
        }
    }

    private static void placeLot(Topics topics, int lot) {
        int size = ORDERS / STOPS;
        topics.send(IntStream.range(lot * size, (lot + 1) * size)
                .mapToObj(n -> Topics.record("order_details", id(n), """
                        {"order_id":"%s","user_id":"u%d","order_details":{"kind":"food","price":9.10}}""".formatted(id(n), n)))
                .toList());
    }

    private static String id(int n) {
        return "stop-" + n;
    }

    @Test
    void stopsOfOrdersAnswerWhatTheyTookAndLoseNothing() throws Exception {
        try (var cluster = new Cluster(Map.of(), List.of("orders"));
                var topics = new Topics(cluster.broker.bootstrapServers())) {
            Set<String> accepted = ConcurrentHashMap.newKeySet();
            List<String> wordless = new CopyOnWriteArrayList<>();
            var next = new AtomicInteger();
            var ends = new AtomicBoolean();
            var customers = Executors.newFixedThreadPool(8);
            for (int customer = 0; customer < 8; customer++) {
                customers.submit(() -> placeUntil(ends, cluster.service("orders"), next, accepted, wordless));
            }
            for (int stop = 0; stop < STOPS; stop++) {
                int enough = accepted.size() + 100;
                await().atMost(Duration.ofMinutes(1)).until(() -> accepted.size() > enough || !wordless.isEmpty());
                cluster.service("orders").stop();
                cluster.service("orders").start();
            }
            ends.set(true);
            customers.shutdown();
            System.out.printf(
                    "%d stops under load: %d orders accepted, answers without words: %s%n",
                    STOPS, accepted.size(), wordless);
            assertThat(wordless).isEmpty();
            assertThat(topics.all("order_details").stream().map(Topics::key)).containsAll(accepted);
        }
    }

    private static void placeUntil(
            AtomicBoolean ends, Service orders, AtomicInteger next, Set<String> accepted, List<String> wordless) {
        while (!ends.get()) {
            String id = "load-" + next.getAndIncrement();
            try {
                HttpResponse<String> answer = orders.send("POST", "/order", """
                        {"order_id":"%s","user_id":"u","user_email":"u@example.com","order_details":{"price":4.55}}""".formatted(id));
                if (answer.statusCode() == 202) {
                    accepted.add(id);
                } else if (!isInWords(answer)) {
                    wordless.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException closed) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    @Test
    void serviceThatIsToldToEndSaysSoFirstAndAnswersWhoStillComes() throws Exception {
        try (var cluster = new Cluster(Map.of("QUARKUS_SHUTDOWN_DELAY", "5s"), List.of("orders"));
                var topics = new Topics(cluster.broker.bootstrapServers())) {
            Service orders = cluster.service("orders");
            assertThat(orders.takesRequests()).isTrue();

            orders.tellToEnd();

            await().atMost(Duration.ofSeconds(4)).until(() -> !orders.takesRequests());
            assertThat(orders.isAlive()).isTrue();
            assertThat(orders.send("POST", "/order", """
                            {"order_id":"late","user_id":"u","user_email":"u@example.com","order_details":{"price":4.55}}""").statusCode()).isEqualTo(202);
            await().atMost(Duration.ofSeconds(27)).until(() -> !orders.isAlive());
            assertThat(topics.all("order_details").stream().map(Topics::key)).contains("late");
        }
    }

    private static boolean isInWords(HttpResponse<String> answer) {
        return answer.statusCode() == 503
                && answer.headers().firstValue("Retry-After").isPresent()
                && answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }
}
