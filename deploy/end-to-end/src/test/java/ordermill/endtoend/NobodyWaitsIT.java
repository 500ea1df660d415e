package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ordermill.testing.ScriptedMailServer;
import ordermill.testing.TestGateway;

/**
 * Of all customers one in a hundred has a mailbox that is put off, one in a hundred a card that is never answered, and one
 * in twenty a charge that fails once: all others have their mail as soon as without them.
 */
@Tag("long")
class NobodyWaitsIT {

    private static final int EACH_SECOND = 25;
    private static final int ORDERS = Integer.getInteger("nobody-waits.orders", 1_500);
    private static final IntPredicate PUT_OFF = n -> n % 100 == 3;
    private static final IntPredicate NEVER_ANSWERED = n -> n % 100 == 57;
    private static final IntPredicate FAILS_ONCE = n -> n % 20 == 9;

    private final HttpClient http = HttpClient.newHttpClient();
    /** When each order was placed, by {@link System#nanoTime}. */
    private final Map<String, Long> placed = new ConcurrentHashMap<>();

    @Test
    void othersHaveTheirMailAtMostTwiceAsLateAndStrangersHaveTheirsInTheEnd() throws Exception {
        var mailServer = new ScriptedMailServer();
        mailServer.comeBack();
        try (var gateway = new TestGateway()) {
            gateway.isIn(new TestGateway.Moods(Duration.ofMillis(20), 0, 0, Duration.ZERO, 0, Duration.ofDays(1)));
            Map<String, String> settings = Map.of(
                    "PAYMENTS_GATEWAY",
                    "http",
                    "PAYMENTS_URL",
                    gateway.url(),
                    "QUARKUS_MAILER_PORT",
                    Integer.toString(mailServer.port()),
                    "NOTIFICATIONS_WAITS",
                    "3s,10s");
            try (var cluster = new Cluster(settings)) {
                place(cluster, "warm", ORDERS, n -> "tok_visa");
                allAreMailed(mailServer, "warm", n -> true);

                place(cluster, "calm", ORDERS, n -> "tok_visa");
                allAreMailed(mailServer, "calm", n -> true);

                IntStream.range(0, ORDERS)
                        .filter(PUT_OFF)
                        .forEach(n -> mailServer.answerAlways(address("busy", n), "452 4.2.2 mailbox full"));
                place(cluster, "busy", ORDERS, NobodyWaitsIT::token);
                IntPredicate others = PUT_OFF.or(NEVER_ANSWERED).negate();
                allAreMailed(mailServer, "busy", others);
                IntPredicate untouched = others.and(FAILS_ONCE.negate());

                long calm = percentile99(mailServer, "calm", untouched);
                long busy = percentile99(mailServer, "busy", untouched);
                System.out.printf(
                        "99th percentile from placing to mailed, of %d orders: %d ms undisturbed, %d ms among strangers"
                                + " (%.2f); those whose charge failed once: %d ms%n",
                        ORDERS,
                        calm,
                        busy,
                        (double) busy / calm,
                        percentile99(mailServer, "busy", FAILS_ONCE.and(others)));
                assertThat(busy).isLessThanOrEqualTo(2 * calm);

                mailServer.reset();
                gateway.strangersAnswer(true);
                allAreMailed(mailServer, "busy", n -> true);
                theBooksBalance(cluster, gateway, mailServer);
            }
        } finally {
            mailServer.goAway();
        }
    }

    private static String token(int n) {
        return NEVER_ANSWERED.test(n) ? "tok_never" : FAILS_ONCE.test(n) ? "tok_fails_once" : "tok_visa";
    }

    /** So many each second, whether or not those before are answered. */
    private void place(Cluster cluster, String run, int orders, IntFunction<String> tokens) throws Exception {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        var clock = Executors.newSingleThreadScheduledExecutor();
        try {
            for (int n = 0; n < orders; n++) {
                int order = n;
                var answer = new CompletableFuture<Integer>();
                answers.add(answer);
                clock.schedule(
                        () -> placeOne(cluster, run, order, tokens.apply(order), answer),
                        n * 1_000_000L / EACH_SECOND,
                        TimeUnit.MICROSECONDS);
            }
            for (CompletableFuture<Integer> answer : answers) {
                assertThat(answer.get(2, TimeUnit.MINUTES)).isEqualTo(202);
            }
        } finally {
            clock.shutdownNow();
        }
    }

    private void placeOne(Cluster cluster, String run, int n, String token, CompletableFuture<Integer> answer) {
        String body = """
                {"order_id":"%s-%d","user_id":"u%d","user_email":"%s","payment_token":"%s",
                 "order_details":{"kind":"food","items":[{"sku":"burger","unit_price":4.55}]}}""".formatted(run, n, n, address(run, n), token);
        placed.put(address(run, n), System.nanoTime());
        http.sendAsync(
                        HttpRequest.newBuilder(cluster.service("orders").at("/order"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        answer.complete(response.statusCode());
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }

    private static String address(String run, int n) {
        return run + "-" + n + "@example.com";
    }

    private static void allAreMailed(ScriptedMailServer mailServer, String run, IntPredicate which) {
        List<String> wanted = IntStream.range(0, ORDERS)
                .filter(which)
                .mapToObj(n -> address(run, n))
                .toList();
        await().atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(mailServer.taken().stream().map(ScriptedMailServer.Taken::recipient))
                        .containsAll(wanted));
    }

    /** Milliseconds. */
    private long percentile99(ScriptedMailServer mailServer, String run, IntPredicate which) {
        Map<String, Long> mailed = new ConcurrentHashMap<>();
        mailServer.taken().forEach(mail -> mailed.merge(mail.recipient(), mail.at(), Math::min));
        long[] waits = IntStream.range(0, ORDERS)
                .filter(which)
                .mapToLong(n -> mailed.get(address(run, n)) - placed.get(address(run, n)))
                .sorted()
                .toArray();
        return TimeUnit.NANOSECONDS.toMillis(waits[waits.length * 99 / 100]);
    }

    private static void theBooksBalance(Cluster cluster, TestGateway gateway, ScriptedMailServer mailServer) {
        Books books = cluster.books();
        int all = 3 * ORDERS;
        await().atMost(Duration.ofMinutes(1))
                .until(() -> books.count("notifications.sent_emails WHERE status = 'sent'") == all
                        && books.number("SELECT sum(orders) FROM analytics.sales_by_minute")
                                        .longValue()
                                == all
                        && books.count("orders.journeys WHERE status = 'email_sent'") == all);
        assertThat(books.count("transactions.ledger WHERE status = 'confirmed'"))
                .isEqualTo(all);
        assertThat(books.number("SELECT sum(revenue) FROM analytics.sales_by_minute"))
                .isEqualByComparingTo(books.number("SELECT sum(total_cost) FROM transactions.ledger"));
        assertThat(IntStream.range(0, ORDERS).filter(n -> gateway.chargesOf("busy-" + n) != 1))
                .isEmpty();
        assertThat(mailServer.taken()).hasSize(all);
    }
}
