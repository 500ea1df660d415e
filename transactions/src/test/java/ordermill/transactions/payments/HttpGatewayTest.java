package ordermill.transactions.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Failure;
import ordermill.transactions.Reason;

/** The gateway's client against a real HTTP server that answers as told. */
@QuarkusTest
class HttpGatewayTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorized = new CopyOnWriteArrayList<>();
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
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        ChargesApi api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create("http://localhost:" + server.getAddress().getPort()))
                .build(ChargesApi.class);
        gateway = new HttpGateway(api, Optional.of("Bearer of-the-test"), Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        server.stop(0);
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
                "202 | {}",
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

        assertThat(charge()).isEqualTo(new PaymentGateway.Charged("pay_2"));
        assertThat(asked).hasSize(2).allSatisfy(request -> assertThat(request).startsWith("o-1 "));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 401, 403})
    void gatewayThatFailsOneChargeAfterTheOtherIsAway(int status) {
        answers.add(new Answer(status, "{}"));

        for (int i = 0; i < 10; i++) {
            try {
                charge();
            } catch (Failure.Away away) {
                return;
            }
        }

        assertThatThrownBy(this::charge).isInstanceOf(Failure.Away.class);
    }

    @Test
    void gatewayThatIsGoneIsAnOutageThatNamesNoToken() {
        server.stop(0);
        for (int i = 0; i < 10; i++) {
            try {
                charge();
            } catch (Failure.Away away) {
                break;
            }
        }

        assertThatThrownBy(this::charge)
                .satisfies(outage -> assertThat(outage.toString()).doesNotContain("tok_"));
    }

    private PaymentGateway.Payment charge() {
        return gateway.charge(new PaymentGateway.Charge("o-1", new BigDecimal("9.50"), "tok_visa"), PATIENCE)
                .await()
                .atMost(Duration.ofSeconds(20));
    }
}
