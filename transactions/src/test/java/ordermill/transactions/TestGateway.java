package ordermill.transactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * A payment gateway that counts what it charges and remembers it by key, and behaves as the card's token says:
 * {@code tok_declined}, {@code tok_never} (no answer), {@code tok_lost} (charges, then loses its first answer),
 * {@code tok_fails_once}, {@code tok_answers_NNN} (that status, and no JSON), {@code tok_nonsense} (200 without an id).
 */
public final class TestGateway implements QuarkusTestResourceLifecycleManager {

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> charged = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<HttpExchange> unanswered = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile boolean strangersAnswer;
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/charges", this::answer);
        server.start();
        return Map.of(
                "payments.gateway",
                "http",
                "payments.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    /** How often this order's card was really charged. */
    public int chargesOf(String orderId) {
        return charged.getOrDefault(orderId, new AtomicInteger()).get();
    }

    /** How often this order's charge was asked for. */
    public int requestsOf(String orderId) {
        return asked.getOrDefault(orderId, new AtomicInteger()).get();
    }

    /** From now on it answers 503 to everything, or no longer. */
    public void isAway(boolean away) {
        this.away = away;
    }

    /** From now on {@code tok_never} and {@code tok_answers_...} are answered like any other card, or no longer. */
    public void strangersAnswer(boolean strangersAnswer) {
        this.strangersAnswer = strangersAnswer;
    }

    /** Forgets all keys, as gateways do after a while; {@code GET} still finds the charges. */
    public void forgetsKeys() {
        answers.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            find(exchange);
            return;
        }
        JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
        String orderId = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String token = request.path("payment_token").asText("tok_visa");
        int times = asked.computeIfAbsent(orderId, id -> new AtomicInteger()).incrementAndGet();
        if (away || token.equals("tok_fails_once") && times == 1) {
            respond(exchange, 503, "");
        } else if (token.startsWith("tok_answers_") && !strangersAnswer) {
            respond(exchange, Integer.parseInt(token.substring("tok_answers_".length())), "<html>no</html>");
        } else if (token.equals("tok_never") && !strangersAnswer) {
            unanswered.add(exchange);
        } else if (token.equals("tok_nonsense") && !strangersAnswer) {
            respond(exchange, 200, "{\"payment_id\":7}");
        } else if (token.equals("tok_declined")) {
            respond(exchange, 402, "{\"reason\":\"insufficient_funds\\u0000\"}");
        } else {
            String answer = answers.computeIfAbsent(orderId, id -> {
                charged.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
                return "{\"payment_id\":\"pay_%s\"}".formatted(id);
            });
            if (token.equals("tok_lost") && times == 1) {
                exchange.close();
            } else {
                respond(exchange, 201, answer);
            }
        }
    }

    private void find(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String orderId = path.substring(path.lastIndexOf('/') + 1);
        if (chargesOf(orderId) > 0) {
            respond(exchange, 200, "{\"payment_id\":\"pay_%s\"}".formatted(orderId));
        } else {
            respond(exchange, 404, "{}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", body.startsWith("{") ? "application/json" : "text/html");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TestGateway.class));
    }

    @Override
    public void stop() {
        unanswered.forEach(HttpExchange::close);
        server.stop(0);
    }
}
