package ordermill.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * A payment gateway that counts what it charges and remembers it by key, and behaves as the card's token says:
 * {@code tok_declined}, {@code tok_never} (no answer), {@code tok_lost} (charges, then loses its first answer),
 * {@code tok_fails_once}, {@code tok_answers_NNN} (that status, and no JSON), {@code tok_nonsense} (200 without an id).
 * Besides, it has {@link Moods}.
 */
public final class TestGateway implements AutoCloseable {

    /**
     * How it treats whoever comes.
     *
     * @param takes how long each answer takes
     * @param losesOneIn of so many answers one is lost, after the charge; 0: none
     * @param slowOneIn of so many answers one takes this much longer, after the charge
     * @param limitsOneIn of so many requests one is answered 429
     * @param keyLifetime how long it remembers a key; GET finds the charge nevertheless
     */
    public record Moods(
            Duration takes, int losesOneIn, int slowOneIn, Duration slow, int limitsOneIn, Duration keyLifetime) {

        public static final Moods NONE = new Moods(Duration.ZERO, 0, 0, Duration.ZERO, 0, Duration.ofDays(1));
    }

    private record Answer(String body, BigDecimal amount, long at) {}

    private interface Opening {
        HttpServer at(InetSocketAddress address) throws IOException;
    }

    static {
        // Else each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> charged = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<HttpExchange> unanswered = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger otherAmounts = new AtomicInteger();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final HttpServer server;
    private volatile String authorization;
    private volatile boolean away;
    private volatile boolean answersNobody;
    private volatile boolean strangersAnswer;
    private volatile boolean talksNonsense;
    private volatile boolean cannotSay;
    private volatile Moods moods = Moods.NONE;

    public TestGateway() {
        this(address -> HttpServer.create(address, 0));
    }

    /** Only by HTTPS, with the certificate that is in there. */
    public TestGateway(SSLContext identity) {
        this(address -> {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(identity));
            return https;
        });
    }

    private TestGateway(Opening opening) {
        try {
            server = opening.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/charges", this::answer);
        server.start();
    }

    public String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    /** How often this order's card was really charged. */
    public int chargesOf(String orderId) {
        return charged.getOrDefault(orderId, new AtomicInteger()).get();
    }

    /** How often this order's charge was asked for. */
    public int requestsOf(String orderId) {
        return asked.getOrDefault(orderId, new AtomicInteger()).get();
    }

    /** The whole header by which whoever came last made itself known; null: by none. */
    public String authorization() {
        return authorization;
    }

    /** How often any charge was asked for. */
    public int requests() {
        return requests.get();
    }

    /** How often a key came again with another amount. */
    public int otherAmounts() {
        return otherAmounts.get();
    }

    /** From now on it answers 503 to everything, or no longer. */
    public void isAway(boolean away) {
        this.away = away;
    }

    /** From now on it takes every request, and leaves it at that, or no longer. */
    public void answersNobody(boolean answersNobody) {
        this.answersNobody = answersNobody;
    }

    /** From now on it answers 200 to everything, and no JSON, or no longer. */
    public void talksNonsense(boolean talksNonsense) {
        this.talksNonsense = talksNonsense;
    }

    /** From now on it answers to {@code GET} as a server that has no such page, or no longer. */
    public void cannotSay(boolean cannotSay) {
        this.cannotSay = cannotSay;
    }

    /** From now on {@code tok_never} and {@code tok_answers_...} are answered like any other card, or no longer. */
    public void strangersAnswer(boolean strangersAnswer) {
        this.strangersAnswer = strangersAnswer;
    }

    /** Forgets all keys, as gateways do after a while; {@code GET} still finds the charges. */
    public void forgetsKeys() {
        answers.clear();
    }

    public void isIn(Moods moods) {
        this.moods = moods;
    }

    private void answer(HttpExchange exchange) throws IOException {
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (exchange.getRequestMethod().equals("GET")) {
            find(exchange);
            return;
        }
        JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
        String orderId = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String token = request.path("payment_token").asText("tok_visa");
        int times = asked.computeIfAbsent(orderId, id -> new AtomicInteger()).incrementAndGet();
        int n = requests.incrementAndGet();
        if (answersNobody) {
            unanswered.add(exchange);
        } else if (away || token.equals("tok_fails_once") && times == 1) {
            respond(exchange, 503, "");
        } else if (talksNonsense) {
            respond(exchange, 200, "<html>back soon</html>");
        } else if (token.startsWith("tok_answers_") && !strangersAnswer) {
            respond(exchange, Integer.parseInt(token.substring("tok_answers_".length())), "<html>no</html>");
        } else if (token.equals("tok_never") && !strangersAnswer) {
            unanswered.add(exchange);
        } else if (token.equals("tok_nonsense") && !strangersAnswer) {
            respond(exchange, 200, "{\"payment_id\":7}");
        } else if (isOneIn(moods.limitsOneIn, n)) {
            exchange.getResponseHeaders().add("Retry-After", "1");
            respond(exchange, 429, "");
        } else if (token.equals("tok_declined")) {
            respond(exchange, 402, "{\"reason\":\"insufficient_funds\\u0000\"}");
        } else {
            String answer = charge(orderId, request.path("amount").decimalValue());
            boolean lost = token.equals("tok_lost") && times == 1 || isOneIn(moods.losesOneIn, n + 1);
            respondLater(exchange, lost ? null : answer, isOneIn(moods.slowOneIn, n + 2));
        }
    }

    private static boolean isOneIn(int many, int n) {
        return many > 0 && n % many == 0;
    }

    private String charge(String orderId, BigDecimal amount) {
        long now = System.nanoTime();
        Answer answer = answers.compute(orderId, (id, known) -> {
            if (known != null && now - known.at < moods.keyLifetime.toNanos()) {
                return known;
            }
            charged.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
            return new Answer("{\"payment_id\":\"pay_%s\"}".formatted(id), amount, now);
        });
        if (answer.amount.compareTo(amount) != 0) {
            otherAmounts.incrementAndGet();
        }
        return answer.body;
    }

    private void respondLater(HttpExchange exchange, String answer, boolean slow) {
        Duration pause = slow ? moods.takes.plus(moods.slow) : moods.takes;
        if (pause.isZero()) {
            respondOrLose(exchange, answer);
        } else {
            later.schedule(() -> respondOrLose(exchange, answer), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void respondOrLose(HttpExchange exchange, String answer) {
        try {
            if (answer == null) {
                exchange.close();
            } else {
                respond(exchange, 201, answer);
            }
        } catch (IOException gone) {
            // Whoever does not wait for the answer.
        }
    }

    private void find(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String orderId = path.substring(path.lastIndexOf('/') + 1);
        if (cannotSay) {
            respond(exchange, 404, "<html>no such page</html>");
        } else if (chargesOf(orderId) > 0) {
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
    public void close() {
        unanswered.forEach(HttpExchange::close);
        server.stop(0);
        later.shutdownNow();
    }
}
