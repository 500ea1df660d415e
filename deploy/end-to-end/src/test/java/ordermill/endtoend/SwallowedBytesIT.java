package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ordermill.testing.SwallowingProxy;

/**
 * Between the services and a server all bytes are swallowed, and every connection stays open: what is asked over HTTP has
 * its answer in time nevertheless, and half a minute after the end of it everything goes on.
 */
@Tag("long")
class SwallowedBytesIT {

    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(3);
    /** Longer than a connection may be silent. */
    private static final Duration FOR_LONG = Duration.ofSeconds(40);

    /** A customer comes. */
    private static final Duration EVERY = Duration.ofMillis(500);

    private static Cluster cluster;

    enum Between {
        DATABASE(Cluster.Proxies::database),
        BROKER(Cluster.Proxies::broker),
        MAIL_SERVER(Cluster.Proxies::mailServer);

        private final Function<Cluster.Proxies, SwallowingProxy> of;

        Between(Function<Cluster.Proxies, SwallowingProxy> of) {
            this.of = of;
        }

        SwallowingProxy proxy() {
            return of.apply(cluster.proxies);
        }
    }

    @BeforeAll
    static void start() {
        cluster = Cluster.behindProxies(Map.of());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void everythingGoesOnAfterIt(Between between) throws Exception {
        String before = "before-" + between;
        assertThat(place(before).statusCode()).isEqualTo(202);
        isMailed(before, GOES_ON_WITHIN);

        between.proxy().swallow();
        long end = System.nanoTime() + FOR_LONG.toNanos();
        String during = "during-" + between;
        boolean accepted = false;
        for (int n = 0; System.nanoTime() < end; n++) {
            accepted |= takesOrders(between, n == 0 ? during : during + "-" + n);
            journeysAreAnsweredInTime(between, before);
            LockSupport.parkNanos(EVERY.toNanos());
        }
        between.proxy().goOn();

        if (!accepted) {
            await().atMost(GOES_ON_WITHIN).until(() -> place(during).statusCode() == 202);
        }
        isMailed(during, GOES_ON_WITHIN);
        String after = "after-" + between;
        await().atMost(GOES_ON_WITHIN).until(() -> place(after).statusCode() == 202);
        isMailed(after, GOES_ON_WITHIN);
        cluster.services
                .values()
                .forEach(service -> await().atMost(GOES_ON_WITHIN).until(service::isReady));
    }

    /** Only Kafka must be there for that. */
    private static boolean takesOrders(Between between, String id) throws Exception {
        HttpResponse<String> answer = place(id);
        if (between == Between.BROKER) {
            assertThat(answer.statusCode()).isIn(202, 503);
        } else {
            assertThat(answer.statusCode()).isEqualTo(202);
        }
        return answer.statusCode() == 202 && !id.matches(".*-\\d+");
    }

    private static void journeysAreAnsweredInTime(Between between, String id) throws Exception {
        long asked = System.nanoTime();
        HttpResponse<String> answer = get("/order/" + id);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(ANSWERED_WITHIN);
        if (between == Between.DATABASE) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        } else {
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    private static void isMailed(String id, Duration within) {
        long began = System.nanoTime();
        await().atMost(within).until(() -> get("/order/" + id).body().contains("\"email_sent\""));
        System.out.printf("%s: mailed after %d ms%n", id, (System.nanoTime() - began) / 1_000_000);
    }

    private static HttpResponse<String> place(String id) throws IOException {
        return cluster.service("orders").send("POST", "/order", """
                {"order_id":"%s","user_id":"u","user_email":"u@example.com","order_details":{"price":4.55}}""".formatted(id));
    }

    private static HttpResponse<String> get(String path) throws IOException {
        return cluster.service("orders").ask(path);
    }
}
