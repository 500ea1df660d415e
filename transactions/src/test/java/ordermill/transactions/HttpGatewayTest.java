package ordermill.transactions;

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
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's client against a real HTTP server that answers as told. */
@QuarkusTest
class HttpGatewayTest {

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private HttpGateway gateway;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/charges", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
            Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        gateway = new HttpGateway(
                URI.create("http://localhost:" + server.getAddress().getPort()), Duration.ofSeconds(2));
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
    void refusalIsAnAnswerNotAnOutage() {
        answers.add(new Answer(402, "{\"reason\":\"insufficient_funds\"}"));

        assertThat(charge()).isEqualTo(new PaymentGateway.Declined("insufficient_funds"));
    }

    @Test
    void gatewayThatFailsForAMomentIsAskedAgainWithTheSameKey() {
        answers.add(new Answer(503, "{}"));
        answers.add(new Answer(200, "{\"payment_id\":\"pay_2\"}"));

        assertThat(charge()).isEqualTo(new PaymentGateway.Charged("pay_2"));
        assertThat(asked).hasSize(2).allSatisfy(request -> assertThat(request).startsWith("o-1 "));
    }

    @Test
    void gatewayThatStaysAwayIsAnOutageThatNamesNoToken() {
        server.stop(0);

        assertThatThrownBy(this::charge)
                .satisfies(outage -> assertThat(outage.toString()).doesNotContain("tok_"));
    }

    private PaymentGateway.Payment charge() {
        var event = JsonNodeFactory.instance.objectNode();
        return gateway.charge(new OrderDetails("o-1", new BigDecimal("9.50"), true, "tok_visa", event))
                .await()
                .atMost(Duration.ofSeconds(20));
    }
}
