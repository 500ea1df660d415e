package ordermill.transactions.payments;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Failure;
import ordermill.transactions.Reason;

/** The gateway's client against a real HTTP server that answers as told. */
@QuarkusTest
class HttpGatewayTest {

    /** Longer than an answer takes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** payments.patience: what was asked in vain is asked again within it. */
    private static final Duration LITTLE = Duration.ofMillis(500);

    private record Answer(int status, String body, Map<String, String> headers, Duration after) {

        Answer(int status, String body) {
            this(status, body, Map.of(), Duration.ZERO);
        }

        Answer with(String header, String value) {
            return new Answer(status, body, Map.of(header, value), after);
        }

        Answer after(Duration pause) {
            return new Answer(status, body, headers, pause);
        }
    }

    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorized = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private HttpServer server;
    private HttpGateway gateway;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/charges", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
            authorized.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            later.schedule(
                    () -> respond(exchange, answer.status(), bytes),
                    answer.after().toMillis(),
                    MILLISECONDS);
        });
        server.start();
        ChargesApi api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create("http://localhost:" + server.getAddress().getPort()))
                .build(ChargesApi.class);
        gateway = new HttpGateway(api, Optional.of("Bearer of-the-test"), Duration.ofSeconds(2));
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) {
        try {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        } catch (IOException gone) {
            // Whoever does not wait for the answer.
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        later.shutdownNow();
    }

    @Test
    void chargeCarriesTheOrderIdAsIdempotencyKey() {
        answers.add(new Answer(201, "{\"payment_id\":\"pay_1\"}"));

        PaymentGateway.Payment payment = charge();

        assertThat(payment).isEqualTo(new PaymentGateway.Charged("pay_1"));
        assertThat(asked).containsExactly("o-1 {\"order_id\":\"o-1\",\"amount\":9.50,\"payment_token\":\"tok_visa\"}");
    }

    @Test
    void chargeIsAuthorizedAsTheConfigurationSays() {
        answers.add(new Answer(201, "{\"payment_id\":\"pay_1\"}"));

        charge();

        assertThat(authorized).containsExactly("Bearer of-the-test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "402 | {\"reason\":\"insufficient_funds\"} | insufficient_funds",
                "402 | {\"reason\":\"\"}                   | card_declined",
                "402 | {\"reason\":\"a\\u0000b\"}          | ab",
                "402 | <html>Payment Required</html>       | card_declined",
                "400 | {}                                  | payment_refused_400",
                "404 | {}                                  | payment_refused_404",
                "409 | <html/>                             | payment_refused_409",
                "422 | {\"reason\":7}                       | payment_refused_422",
                "402 | [1,2]                               | card_declined",
                "451 | {\"reason\":\"x\"}                     | payment_refused_451",
                "499 | <html/>                             | payment_refused_499",
            })
    void refusalIsAnAnswerNotAnOutage(int status, String body, String reason) {
        answers.add(new Answer(status, body));

        assertThat(charge()).isEqualTo(new PaymentGateway.Declined(new Reason(reason)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | {}",
                "408 | {}",
                "200 | <html/>",
                "200 | {\"payment_id\":\"\"}",
                "201 | {\"payment_id\":7}",
                "302 | {}",
                "202 | {\"payment_id\":\"pay_1\"}",
                "203 | [\"pay_1\"]",
                "200 | {\"payment_id\":\"a\\u0000b\"}",
            })
    void whatIsNoAnswerToThisOrderPutsItAside(int status, String body) {
        answers.add(new Answer(status, body));

        assertThat(charge()).isInstanceOf(PaymentGateway.NotNow.class);
    }

    @Test
    void gatewayThatFailsForAMomentIsAskedAgainWithTheSameKey() {
        answers.add(new Answer(503, "{}"));
        answers.add(new Answer(200, "{\"payment_id\":\"pay_2\"}"));

        assertThat(charge(LITTLE)).isEqualTo(new PaymentGateway.Charged("pay_2"));
        assertThat(asked).hasSize(2).allSatisfy(request -> assertThat(request).startsWith("o-1 "));
    }

    @Test
    void gatewayThatFailsLateIsNotWaitedForAgain() {
        answers.add(new Answer(503, "{}").after(Duration.ofMillis(1_500)));
        long began = System.nanoTime();

        assertThat(charge(Duration.ofSeconds(2))).isEqualTo(PaymentGateway.NotNow.NO_ANSWER);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(2_900));
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text", "a;b/c", "application/json;charset"})
    void whateverTypeAnAnswerSaysToHaveItIsRead(String type) {
        answers.add(new Answer(201, "{\"payment_id\":\"pay_1\"}").with("Content-Type", type));

        assertThat(charge()).isEqualTo(new PaymentGateway.Charged("pay_1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0       | 0    | 0",
                "7       | 7    | 7",
                "100000  | 3600 | 3600",
                "soon    | 1    | 1",
                "-5      | 1    | 1",
                "Fri, 31 Dec 9999 23:59:59 GMT | 3600 | 3600",
                "Thu, 01 Jan 1970 00:00:00 GMT | -9e9 | 0",
            })
    void pauseIsAsLongAsTheGatewayAsksForAtMostAnHour(String retryAfter, double atLeast, double atMost) {
        answers.add(new Answer(429, "{}").with("Retry-After", retryAfter));

        assertThat(((PaymentGateway.NotNow) charge()).pause().toSeconds()).isBetween((long) atLeast, (long) atMost);
    }

    @Test
    void reasonThatAnybodyMayReadIsShortAndTellsNoSecret() {
        answers.add(new Answer(402, "{\"reason\":\"%s\"}".formatted("x".repeat(200))));
        answers.add(new Answer(402, "{\"reason\":\"not for tom@example.com\"}"));
        answers.add(new Answer(402, "{\"reason\":\"tok_visa is refused\"}"));
        answers.add(new Answer(402, "{\"reason\":\"a\\u202e\\u2028b\"}"));

        assertThat(charge()).isEqualTo(new PaymentGateway.Declined(new Reason("x".repeat(100))));
        assertThat(charge()).isEqualTo(new PaymentGateway.Declined(Reason.CARD_DECLINED));
        assertThat(charge()).isEqualTo(new PaymentGateway.Declined(Reason.CARD_DECLINED));
        assertThat(charge()).isEqualTo(new PaymentGateway.Declined(new Reason("ab")));
    }

    static Stream<Arguments> found() {
        return Stream.of(
                arguments(200, "{\"payment_id\":\"pay_1\"}", new PaymentGateway.Charged("pay_1")),
                arguments(
                        200, "{\"payment_id\":\"pay_1\",\"status\":\"charged\"}", new PaymentGateway.Charged("pay_1")),
                arguments(200, "{\"status\":\"declined\"}", new PaymentGateway.Declined(Reason.CARD_DECLINED)),
                arguments(
                        200,
                        "{\"status\":\"declined\",\"reason\":\"lost\"}",
                        new PaymentGateway.Declined(new Reason("lost"))),
                arguments(404, "{}", new PaymentGateway.NeverHeardOf()),
                arguments(404, "<html>default backend - 404</html>", new PaymentGateway.CannotSay()),
                arguments(404, "", new PaymentGateway.CannotSay()),
                arguments(200, "{\"payment_id\":\"pay_1\",\"status\":\"failed\"}", new PaymentGateway.CannotSay()),
                arguments(200, "<html/>", new PaymentGateway.CannotSay()),
                arguments(410, "{}", new PaymentGateway.CannotSay()),
                arguments(429, "{}", new PaymentGateway.NotNow(Duration.ofSeconds(1))),
                arguments(408, "", new PaymentGateway.NotNow(Duration.ofSeconds(1))),
                arguments(503, "{}", PaymentGateway.NotNow.NO_ANSWER));
    }

    @ParameterizedTest
    @MethodSource("found")
    void whatTheGatewaySaysOfAChargeIsTakenOrNot(int status, String body, PaymentGateway.Payment payment) {
        answers.add(new Answer(status, body));

        assertThat(gateway.find("o-1").await().atMost(Duration.ofSeconds(20))).isEqualTo(payment);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 401, 403})
    void gatewayThatFailsOneChargeAfterTheOtherIsAway(int status) {
        answers.add(new Answer(status, "{}"));

        assertThatThrownBy(this::chargeTimeAndAgain).isInstanceOf(Failure.Away.class);
    }

    @Test
    void gatewayThatIsGoneIsAway() {
        server.stop(0);

        assertThatThrownBy(this::chargeTimeAndAgain).isInstanceOf(Failure.Away.class);
    }

    private void chargeTimeAndAgain() {
        for (int i = 0; i < 11; i++) {
            charge(LITTLE);
        }
    }

    private PaymentGateway.Payment charge() {
        return charge(PATIENCE);
    }

    private PaymentGateway.Payment charge(Duration within) {
        return gateway.charge(new PaymentGateway.Charge("o-1", new BigDecimal("9.50"), "tok_visa"), within)
                .await()
                .atMost(Duration.ofSeconds(20));
    }
}
