package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ordermill.testing.Topics;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;

/**
 * Thousands of records and of requests (-Dstrangers.records and -Dstrangers.requests: 10000 each in every night's run),
 * drawn from the contracts (the seed is printed; -Dordermill.seed sets it), at all four services: no channel stops, no
 * answer is a 5xx, every good order among them is done, nothing is lost.
 */
class StrangersIT {

    private static final int RECORDS = Integer.getInteger("strangers.records", 4_000);
    private static final int REQUESTS = Integer.getInteger("strangers.requests", 4_000);
    private static final int GOOD_ONE_IN = 200;
    private static final int AT_ONCE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Nobody of ours reads the totals. */
    private static final List<String> TOPICS = Contract.SERVICES.keySet().stream()
            .filter(topic -> !topic.equals("analytics_result"))
            .sorted()
            .toList();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNameLength(1_000_000).build())
            .build());

    private static Cluster cluster;
    private static Topics topics;
    private final Random random = new Random(Drawn.seed());
    private final Set<String> good = new HashSet<>();

    @BeforeAll
    static void start() {
        cluster = new Cluster(Map.of("RIDES_SEED_DRIVERS", "50", "ORDERS_REPUBLISH_AFTER", "5s"));
        topics = new Topics(cluster.broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        topics.close();
        cluster.close();
    }

    @Test
    void recordsOfStrangersStopNoChannelAndNothingIsLost() throws Exception {
        Map<String, byte[]> asked = new TreeMap<>();
        for (String topic : TOPICS) {
            Contract contract = Contract.of(topic);
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            Drawn.of(contract, Drawn.seed(), RECORDS / TOPICS.size())
                    .filter(drawn -> drawn.value() == null || drawn.value().length < 1_000_000)
                    .forEach(drawn -> records.add(record(topic, ofItsOwn(drawn.value()))));
            List<RecordMetadata> sent = topics.send(records);
            for (int i = 0; i < sent.size(); i++) {
                if (topic.equals("order_details")) {
                    asked.put(at(sent.get(i)), records.get(i).value());
                }
            }
            placeGoodOrder();
        }

        goodOrdersAreDone();
        await().atMost(PATIENCE).until(() -> cluster.lag() == 0);
        nothingIsLost(asked);
        everyServiceIsReady();
    }

    @Test
    void requestsOfStrangersAreAnsweredAndGoodOnesAmongThemAreDone() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        for (String path : List.of("order", "ride")) {
            Contract contract = Contract.of("orders", path + "_details");
            List<Drawn.Case> drawn =
                    Drawn.of(contract, Drawn.seed() + 1, REQUESTS / 2).toList();
            for (int from = 0; from < drawn.size(); from += AT_ONCE) {
                List<Drawn.Case> some = drawn.subList(from, Math.min(from + AT_ONCE, drawn.size()));
                List<CompletableFuture<HttpResponse<Void>>> answered = some.stream()
                        .map(one -> post("/" + path, ofItsOwn(one.value())))
                        .toList();
                for (int i = 0; i < some.size(); i++) {
                    int status = answered.get(i).join().statusCode();
                    answers.merge(status, 1, Integer::sum);
                    assertThat(status).as(some.get(i).name()).isLessThan(500);
                }
                if (from % GOOD_ONE_IN < AT_ONCE) {
                    placeGoodOrder();
                    answers.merge(get("/" + path + "/%0" + random.nextInt(10) + "x"), 1, Integer::sum);
                }
            }
        }

        System.out.println("answers to strangers: " + answers);
        assertThat(answers.keySet()).allMatch(status -> status < 500);
        assertThat(answers).containsKeys(202, 400);
        goodOrdersAreDone();
        await().atMost(PATIENCE).until(() -> cluster.books().count("orders.journeys WHERE undecided IS NOT NULL") == 0);
        everyServiceIsReady();
    }

    @ParameterizedTest
    @CsvSource({
        "orders, PATCH, /order, 'OPTIONS, POST'",
        "orders, GET, /ride, 'OPTIONS, POST'",
        "orders, DELETE, /order/o-1, 'GET, HEAD, OPTIONS'",
        "analytics, POST, /totals, 'GET, HEAD, OPTIONS'",
        "analytics, PUT, /dashboard/events, 'GET, HEAD, OPTIONS'",
    })
    void otherMethodsAreToldWhatTheAddressTakes(String service, String method, String address, String allowed)
            throws IOException {
        HttpResponse<String> answer = cluster.service(service).send(method, address, "{}");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
    }

    /** What is small on the wire and large as objects; the services have 256 MB each. */
    @Test
    void hundredOrdersOfManyEmptyObjectsInOnePollFitIntoTheHeap() {
        String objects = "{},".repeat(127 * 1024 / 3 - 50);
        List<ProducerRecord<byte[], byte[]>> orders = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String order = """
                    {"order_id":"crowd-%d","user_id":"crowd","order_details":{"price":9},"x":[%s{}]}""".formatted(i, objects);
            orders.add(new ProducerRecord<>("order_details", 0, null, order.getBytes(StandardCharsets.UTF_8)));
        }
        topics.send(orders);
        placeGoodOrder();

        goodOrdersAreDone();
        await().atMost(PATIENCE)
                .until(() -> cluster.books().count("orders.journeys WHERE id LIKE 'crowd-%' AND status = 'email_sent'")
                        == orders.size());
        everyServiceIsReady();
    }

    private void goodOrdersAreDone() {
        String ids = "('" + String.join("','", good) + "')";
        await().atMost(PATIENCE)
                .until(() -> cluster.books()
                                .count("orders.journeys WHERE flow = 'order' AND status = 'email_sent' AND id IN "
                                        + ids)
                        == good.size());
    }

    /** Each order is a dead letter or decided: by its coordinates in the dead letters, else by its id in the ledger. */
    private static void nothingIsLost(Map<String, byte[]> asked) throws IOException {
        Contract contract = Contract.of("orders", "order_details");
        Map<String, String> letters = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : topics.all("order_details_dlq")) {
            letters.put(
                    Topics.header(letter, "dead-letter-partition") + "@" + Topics.header(letter, "dead-letter-offset"),
                    Topics.reason(letter));
        }
        for (var order : asked.entrySet()) {
            String reason = letters.get(order.getKey());
            boolean readable = contract.accepts(order.getValue());
            if (!readable) {
                assertThat(reason).as("unreadable order at " + order.getKey()).isNotEmpty();
            } else if (reason == null) {
                JsonNode id = JSON.readTree(order.getValue()).path("order_id");
                assertThat(id.isNumber()
                                || cluster.books().count("transactions.ledger WHERE order_id = '" + id.asText() + "'")
                                        == 1)
                        .as("readable order at " + order.getKey())
                        .isTrue();
            } else {
                assertThat(reason).as("readable order at " + order.getKey()).contains("other content");
            }
        }
    }

    private static void everyServiceIsReady() {
        cluster.services.values().forEach(Service::awaitReady);
    }

    private ProducerRecord<byte[], byte[]> record(String topic, byte[] value) {
        byte[] key = random.nextInt(4) == 0 ? null : new byte[random.nextInt(20)];
        if (key != null) {
            random.nextBytes(key);
        }
        Long timestamp = random.nextInt(50) == 0 ? Long.valueOf(random.nextInt(2_000_000_000)) : null;
        var record = new ProducerRecord<>(topic, null, timestamp, key, value);
        if (random.nextInt(5) == 0) {
            record.headers().add("time", new byte[] {(byte) random.nextInt()});
        }
        return record;
    }

    /** The example's id in it becomes one of its own, so that not all are the same order. */
    private static byte[] ofItsOwn(byte[] value) {
        if (value == null || value.length > 100_000) {
            return value;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        return text.replaceFirst("o-1001", "o-" + UUID.randomUUID()).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void placeGoodOrder() {
        String id = "good-" + UUID.randomUUID();
        int status = post("/order", """
                {"order_id":"%s","user_id":"good","user_email":"good@example.com","order_details":{"price":9}}""".formatted(id).getBytes(StandardCharsets.UTF_8))
                .join()
                .statusCode();
        assertThat(status).isEqualTo(202);
        good.add(id);
    }

    private static CompletableFuture<HttpResponse<Void>> post(String path, byte[] body) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(cluster.service("orders").at(path))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofByteArray(body == null ? new byte[0] : body))
                        .build(),
                BodyHandlers.discarding());
    }

    private static int get(String path) throws IOException, InterruptedException {
        URI address = cluster.service("orders").at(path);
        return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String at(RecordMetadata sent) {
        return sent.partition() + "@" + sent.offset();
    }
}
