package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import ordermill.testing.Topics;

/** What a person watches is there to be seen, on the four packaged services: metrics, traces, logs. */
class WatchedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BACKLOG = 2_000;
    private static final String ADDRESS = "someone.unmistakable@example.com";
    private static final String TOKEN = "tok_unmistakable";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the requests for orders. */
    private static final Pattern EXEMPLAR = Pattern.compile(
            "http_server_requests_seconds_count\\{[^}]*uri=\"/order\"} \\S+ # \\{[^}]*trace_id=\"([0-9a-f]{32})\"");

    private static Collector collector;
    private static Cluster cluster;
    private static Topics topics;

    @BeforeAll
    static void start() {
        collector = new Collector();
        cluster = new Cluster(Map.of(
                "RIDES_SEED_DRIVERS", "50",
                "HEARTBEAT_EVERY", "1s",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.address(),
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms",
                // Only what a client asks for.
                "QUARKUS_OTEL_TRACES_SAMPLER_ARG", "0",
                "ORDERS_TRACE_VIEWER_URL", "https://traces.example/trace/{trace_id}"));
        topics = new Topics(cluster.broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        topics.close();
        cluster.close();
        collector.close();
    }

    @Test
    void everyMetricThatARuleOrAPanelReadsIsExported() {
        try (Shop shop = new Shop(cluster.service("orders"))) {
            shop.wantMore(40);
            // Each is a dead letter of another service's.
            topics.send(List.of(
                    nonsense("order_details"),
                    nonsense("order_confirmed"),
                    nonsense("order_rejected"),
                    nonsense("order_email_sent")));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(missing()).isEmpty());
        }
    }

    @Test
    void oneOrderOfABacklogShowsAllItsHopsAndNothingPersonal() throws Exception {
        Service transactions = cluster.service("transactions");
        transactions.stop();
        String trace;
        try (Shop shop = new Shop(cluster.service("orders"))) {
            shop.wantMore(BACKLOG);
            await().atMost(PATIENCE).until(() -> shop.accepted() == BACKLOG);
            trace = place("one-of-many");
        }
        transactions.start();
        transactions.awaitReady();

        showsAllHops(trace);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collector.spansThatLinkTo(trace))
                        .extracting(Collector.Span::toString)
                        .contains("transactions: poll order_details"));
        Collector.Span poll = collector.spansThatLinkTo(trace).stream()
                .filter(span -> span.toString().equals("transactions: poll order_details"))
                .findFirst()
                .orElseThrow();
        assertThat(poll.traceId()).isNotEqualTo(trace);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collector.spansOf(poll.traceId()))
                        .anySatisfy(statement ->
                                assertThat(statement.attributes()).contains("INSERT INTO transactions.ledger")));
        everySpanIsOfASampledTraceAndNoneIsPersonal();
    }

    @Test
    void aLoneOrdersTraceHoldsItsStatementsAndItsPageTheTrace() throws Exception {
        String trace = place("alone");

        showsAllHops(trace);
        for (String table : List.of(
                "transactions.ledger", "notifications.sent_emails", "analytics.counted_orders", "orders.journeys")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(collector.spansOf(trace))
                            .anySatisfy(span -> assertThat(span.attributes()).contains(table)));
        }
        JsonNode journey = cluster.service("orders").json("/order/alone");
        assertThat(journey.path("trace_id").asText()).isEqualTo(trace);
        assertThat(journey.path("trace_url").asText()).isEqualTo("https://traces.example/trace/" + trace);
        everySpanIsOfASampledTraceAndNoneIsPersonal();
    }

    @Test
    void metricLeadsToATraceByItsExemplar() throws Exception {
        place("exemplary");

        // As a Prometheus asks that is told to scrape OpenMetrics and nothing else.
        var asked = HttpRequest.newBuilder(cluster.service("orders").forStaff("/q/metrics"))
                .header("Accept", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.4")
                .build();
        await().atMost(PATIENCE).untilAsserted(() -> {
            var exemplar =
                    EXEMPLAR.matcher(HTTP.send(asked, BodyHandlers.ofString()).body());
            assertThat(exemplar.find()).isTrue();
            assertThat(collector.spansOf(exemplar.group(1)))
                    .extracting(Collector.Span::toString)
                    .contains("orders: POST /order");
        });
    }

    @Test
    void everyLineOfTheLogsIsOneEventAndNamesItsTrace() throws Exception {
        String trace = newTrace();
        var nonsense = nonsense("order_details");
        nonsense.headers().add("traceparent", traceparent(trace).getBytes(StandardCharsets.US_ASCII));
        topics.send(nonsense);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readAllLines(
                                cluster.service("transactions").log()))
                        .allSatisfy(line ->
                                assertThat(JSON.readTree(line).isObject()).isTrue())
                        .anySatisfy(line -> assertThat(
                                        JSON.readTree(line).at("/mdc/traceId").asText())
                                .isEqualTo(trace)));
    }

    private static void showsAllHops(String trace) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collector.spansOf(trace))
                        .extracting(Collector.Span::toString)
                        .contains(
                                "orders: POST /order",
                                "orders: send order_details",
                                "transactions: process order_details",
                                "transactions: send order_confirmed",
                                "notifications: process order_confirmed",
                                "notifications: mail",
                                "notifications: send order_email_sent",
                                "analytics: process order_confirmed",
                                "orders: process order_details",
                                "orders: process order_confirmed",
                                "orders: process order_email_sent"));
    }

    private static void everySpanIsOfASampledTraceAndNoneIsPersonal() {
        List<Predicate<String>> personal = List.of(
                body -> body.contains(ADDRESS),
                body -> body.contains(TOKEN),
                body -> body.contains("example.com"),
                body -> body.contains("tok_"),
                body -> body.contains("user_1"));
        assertThat(collector.bodies())
                .isNotEmpty()
                .noneMatch(body -> personal.stream().anyMatch(is -> is.test(body)));
    }

    /** The trace that the order is placed in. */
    private static String place(String id) throws IOException, InterruptedException {
        String trace = newTrace();
        int status = HTTP.send(
                        HttpRequest.newBuilder(cluster.service("orders").at("/order?to=" + ADDRESS))
                                .header("Content-Type", "application/json")
                                .header("traceparent", traceparent(trace))
                                .POST(BodyPublishers.ofString("""
                                        {"order_id":"%s","user_id":"someone","user_email":"%s","payment_token":"%s","order_details":{"price":9}}""".formatted(id, ADDRESS, TOKEN)))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(202);
        return trace;
    }

    private static String newTrace() {
        byte[] id = new byte[16];
        new Random().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }

    private static Map<String, Set<String>> missing() {
        Map<String, Set<String>> missing = new TreeMap<>();
        cluster.services.forEach((name, service) -> {
            service.get("/");
            Set<String> names = Watched.missing(name, service.metrics());
            if (!names.isEmpty()) {
                missing.put(name, names);
            }
        });
        return missing;
    }

    private static ProducerRecord<byte[], byte[]> nonsense(String topic) {
        return new ProducerRecord<>(topic, "nonsense".getBytes(StandardCharsets.UTF_8));
    }
}
