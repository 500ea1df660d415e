package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ordermill.testing.TestGateway;
import ordermill.testing.Topics;

/**
 * A gateway that loses one answer in twenty after charging, answers slowly, limits, and forgets keys, and transactions
 * killed twenty times under it: no order is charged twice, and none is lost.
 */
@Tag("long")
class BadGatewayIT {

    private static final int KILLS = 20;
    private static final int A_STEP = Integer.getInteger("bad-gateway.orders", 5_000) / KILLS;
    private static final int ORDERS = A_STEP * KILLS;
    private static final BigDecimal PRICE = new BigDecimal("9.10");

    /** Longer than a charge that was begun just in time may take: two calls of two seconds. */
    private static final TestGateway.Moods BAD =
            new TestGateway.Moods(Duration.ofMillis(20), 20, 50, Duration.ofMillis(1500), 50, Duration.ofMillis(7500));

    private static final Map<String, String> SETTINGS = Map.of(
            "PAYMENTS_GATEWAY",
            "http",
            "PAYMENTS_KEY_LIFETIME",
            "3s",
            "MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_SESSION_TIMEOUT_MS",
            "6000");

    @Test
    void noOrderIsChargedTwiceAndNoneIsLostAlthoughTransactionsIsKilledTwentyTimes() {
        try (var gateway = new TestGateway()) {
            gateway.isIn(BAD);
            Map<String, String> settings = new TreeMap<>(SETTINGS);
            settings.put("PAYMENTS_URL", gateway.url());
            try (var cluster = new Cluster(settings, List.of("transactions"));
                    var topics = new Topics(cluster.broker.bootstrapServers())) {
                for (int kill = 0; kill < KILLS; kill++) {
                    int before = gateway.requests();
                    place(topics, kill * A_STEP);
                    await().atMost(Duration.ofSeconds(60)).until(() -> gateway.requests() > before + A_STEP / 5);
                    cluster.service("transactions").kill();
                    cluster.service("transactions").start();
                }
                gateway.strangersAnswer(true);

                Books books = cluster.books();
                tell(gateway, books);
                await().atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> decided(books) == ORDERS && cluster.lag() == 0);
                tell(gateway, books);
                noneIsChargedTwice(gateway, books);
                everyDecisionIsPublished(topics, books);
            }
        }
    }

    /** One in a hundred is a stranger, whose charge is not answered before the last kill; one in ten is declined. */
    private static void place(Topics topics, int first) {
        topics.send(IntStream.range(first, first + A_STEP)
                .mapToObj(n -> Topics.record("order_details", id(n), """
                        {"order_id":"%s","user_id":"u%d","user_email":"u%d@example.com","order_details":{"kind":"food","price":%s},
                         "total_cost":%s,"payment_token":"%s","time":1763700000.123}""".formatted(
                                id(n),
                                n,
                                n,
                                PRICE,
                                PRICE,
                                n % 100 == 7 ? "tok_never" : n % 10 == 3 ? "tok_declined" : "tok_visa")))
                .toList());
    }

    private static String id(int n) {
        return "bad-" + n;
    }

    private static void noneIsChargedTwice(TestGateway gateway, Books books) {
        assertThat(gateway.otherAmounts()).isZero();
        List<String> twice = ids().filter(id -> gateway.chargesOf(id) > 1).toList();
        assertThat(twice).as("charged twice").isEmpty();
        long charged = ids().filter(id -> gateway.chargesOf(id) == 1).count();
        long confirmed = books.count("transactions.ledger WHERE status = 'confirmed'");
        assertThat(charged).isEqualTo(confirmed);
        // This gateway can always say.
        assertThat(needAttention(books)).isZero();
        assertThat(books.number("SELECT sum(total_cost) FROM transactions.ledger WHERE status = 'confirmed'"))
                .isEqualByComparingTo(PRICE.multiply(BigDecimal.valueOf(confirmed)));
        assertThat(books.count("transactions.ledger WHERE status = 'rejected' AND reason = 'insufficient_funds'"))
                .isEqualTo(decided(books) - confirmed);
    }

    private static void everyDecisionIsPublished(Topics topics, Books books) {
        for (String status : List.of("confirmed", "rejected")) {
            Set<String> published =
                    topics.all("order_" + status).stream().map(Topics::key).collect(Collectors.toSet());
            assertThat((long) published.size())
                    .isEqualTo(books.count("transactions.ledger WHERE status = '" + status + "'"));
        }
        assertThat(topics.all("order_details_dlq")).isEmpty();
    }

    private static long decided(Books books) {
        return books.count("transactions.ledger");
    }

    private static long needAttention(Books books) {
        return books.count("transactions.charges WHERE state = 'needs_attention'");
    }

    private static Stream<String> ids() {
        return IntStream.range(0, ORDERS).mapToObj(BadGatewayIT::id);
    }

    private static void tell(TestGateway gateway, Books books) {
        System.out.printf(
                "%d orders: %d decided, %d need attention; %d charges were asked for, %d orders charged, %d of them twice%n",
                ORDERS,
                decided(books),
                needAttention(books),
                gateway.requests(),
                ids().filter(id -> gateway.chargesOf(id) > 0).count(),
                ids().filter(id -> gateway.chargesOf(id) > 1).count());
    }
}
