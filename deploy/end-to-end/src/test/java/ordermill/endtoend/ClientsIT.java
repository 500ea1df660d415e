package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of deploy/clients, which know nothing of Ordermill but its topics and addresses. */
class ClientsIT {

    private static final Pattern ORDER_MAIL = Pattern.compile("(\\S+) mail to (\\S+): thank you");
    private static final Pattern RIDE_MAIL =
            Pattern.compile("(\\S+) mail to (\\S+): dear (\\S+), (driver_\\d+) comes in (\\d+mins)");
    private static final Pattern HEARTBEAT = Pattern.compile("\\d\\d:\\d\\d:\\d\\d at (\\d+@\\d+) took \\d+ ms");
    private static final Pattern WRITTEN = Pattern.compile("(\\S+) is at \\w+ (\\d+@\\d+)");

    private static final int COMPRESSED_ORDERS = 50;

    private static Cluster cluster;
    private static Books books;

    @AutoClose
    private final Clients clients = new Clients();

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        cluster = Cluster.steerable();
        books = cluster.books();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void hundredSimulatedOrdersAndRidesArriveCompleteAtFourPythonConsumers() throws Exception {
        Client mailOrders = python("order_email_consumer.py");
        Client count = python("order_analytics_consumer.py");
        Client mailRides = python("ride_consumer.py");
        Client heartbeat = python("timestamp_consumer.py");

        long ordersBefore = books.count("transactions.ledger");
        cluster.simulate("{\"every\":\"5ms\",\"limit\":100,\"mix\":\"food:5,furniture:3\"}");
        await().untilAsserted(
                        () -> assertThat(books.count("transactions.ledger")).isEqualTo(ordersBefore + 100));
        long ridesBefore = books.count("transactions.rides");
        cluster.simulate("{\"every\":\"5ms\",\"limit\":100,\"mix\":\"ride:1\"}");
        await().untilAsserted(
                        () -> assertThat(books.count("transactions.rides")).isEqualTo(ridesBefore + 100));

        long orders = books.count("transactions.ledger WHERE status = 'confirmed'");
        var revenue = books.number("SELECT sum(total_cost) FROM transactions.ledger WHERE status = 'confirmed'");
        await().untilAsserted(() -> assertThat(mailOrders.lines()).hasSize((int) orders));
        assertThat(books.count("transactions.ledger WHERE (order_id, event::json->>'customer_email') IN "
                        + tuples(mailOrders, ORDER_MAIL)))
                .isEqualTo(orders)
                .isGreaterThanOrEqualTo(100);
        await().untilAsserted(() -> assertThat(count.lines())
                .hasSize((int) orders)
                .endsWith("%d orders, revenue %s".formatted(orders, revenue)));

        long rides = books.count("transactions.rides WHERE status = 'confirmed'");
        await().untilAsserted(() -> assertThat(mailRides.lines()).hasSize((int) rides));
        assertThat(books.count("transactions.rides WHERE (id, event::json->>'customer_email',"
                        + " event::json->>'customer_id', driver_id, event::json->>'pickup_time') IN "
                        + tuples(mailRides, RIDE_MAIL)))
                .isEqualTo(rides)
                .isGreaterThanOrEqualTo(100);

        await().untilAsserted(() -> assertThat(heartbeat.lines())
                .isNotEmpty()
                .allMatch(line -> HEARTBEAT.matcher(line).matches()));
    }

    @Test
    void whatPythonProducersWriteIsDecidedAndMailed() {
        Client heartbeat = python("timestamp_consumer.py");
        await().until(() -> !heartbeat.lines().isEmpty());

        String orders = firsts(python("order_producer.py", "3").result());
        String rides = firsts(python("ride_producer.py", "3").result());
        List<String> times = python("timestamp_producer.py", "2").result();

        await().until(() ->
                books.count("transactions.ledger WHERE status = 'confirmed' AND order_id IN " + orders) == 3);
        await().until(() -> books.count("transactions.rides WHERE status = 'confirmed' AND id IN " + rides) == 3);
        await().until(() ->
                books.count("notifications.sent_emails WHERE status = 'sent' AND kind = 'order' AND id IN " + orders)
                        == 3);
        await().until(() ->
                books.count("notifications.sent_emails WHERE status = 'sent' AND kind = 'ride' AND id IN " + rides)
                        == 3);
        await().untilAsserted(() -> assertThat(
                        groups(heartbeat.lines(), HEARTBEAT).map(beat -> beat.group(1)))
                .containsAll(
                        groups(times, WRITTEN).map(written -> written.group(2)).toList()));
    }

    /** By Kafka's own producer, then by the broker on each topic in between: every service reads every codec. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void whatACompressingProducerWritesIsDecidedMailedAndCounted(String codec) {
        cluster.compress(codec, "order_confirmed", "order_email_sent");
        String prefix = codec + "-" + System.nanoTime() + "-";

        writeOrders(codec, prefix);

        String ofThem = "id LIKE '" + prefix + "%'";
        await().until(() ->
                books.count("orders.journeys WHERE status = 'email_sent' AND " + ofThem) == COMPRESSED_ORDERS);
        await().until(() -> books.count("analytics.counted_orders WHERE status = 'confirmed' AND order_" + ofThem)
                == COMPRESSED_ORDERS);
    }

    private static void writeOrders(String codec, String prefix) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", cluster.broker.bootstrapServers(), "compression.type", codec, "linger.ms", 100);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 1; i <= COMPRESSED_ORDERS; i++) {
                producer.send(new ProducerRecord<>("order_details", prefix + i, """
                        {"order_id":"%s","user_id":"tom_1","user_email":"tom_1@example.com","order_details":{"price":9}}""".formatted(prefix + i)));
            }
            producer.flush();
            assertThat(producer.metrics().entrySet())
                    .filteredOn(metric -> metric.getKey().name().equals("compression-rate-avg"))
                    .anySatisfy(metric ->
                            assertThat((Double) metric.getValue().metricValue()).isLessThan(1));
        }
    }

    @Test
    void curlFollowsAnOrderAndARide() {
        Needed.isThere(Client.succeeds("curl", "--version"), "there is no curl");

        List<String> said = clients.start(
                        Map.of(
                                "ORDERS", address("orders"),
                                "TRANSACTIONS",
                                        cluster.service("transactions")
                                                .forStaff("")
                                                .toString(),
                                "ANALYTICS", address("analytics")),
                        "sh",
                        "curl.sh")
                .result();

        assertThat(said).hasSize(6);
        assertThat(said.get(0)).contains("\"total_cost\":120.00");
        assertThat(said.get(1)).contains("\"status\":\"email_sent\"", "\"topic\":\"order_email_sent\"");
        assertThat(said.get(2)).contains("\"payment_id\":\"pay_");
        assertThat(said.get(4)).contains("\"status\":\"email_sent\"", "\"topic\":\"ride_confirmed\"");
        assertThat(said.get(5)).contains("\"total_revenue\":");
    }

    @Test
    void consoleToolsMakeATopicShowItsRecordsAndAskForARide(@TempDir Path folder) throws IOException {
        String path = Client.consoleTools(folder) + File.pathSeparator + System.getenv("PATH");

        List<String> said = clients.start(Map.of("PATH", path), "sh", "console.sh", cluster.broker.bootstrapServers())
                .result();

        assertThat(said)
                .anyMatch(line -> line.matches("Topic: console_example\\s.*PartitionCount: 3\\s.*"))
                .anyMatch(line -> line.matches("CreateTime:\\d+\\sPartition:\\d\\sOffset:\\d\\sblue\\s\\{\"n\": 3}"))
                .anyMatch(line -> line.matches("console_example\\s+console_example\\s+\\d\\s+3\\s+3\\s+0\\s.*"));
        await().until(() -> books.count("transactions.rides WHERE id = '3' AND driver_id IS NOT NULL") == 1);
        await().until(() -> books.count("notifications.sent_emails WHERE kind = 'ride' AND id = '3'") == 1);
        assertThat(Stream.of(cluster.mailServer.getReceivedMessages()))
                .anySatisfy(mail -> assertThat(mail.getAllRecipients()[0]).hasToString("user_3@example.com"));
    }

    private Client python(String program, String... arguments) {
        return clients.python(
                Map.of(),
                program,
                Stream.concat(Stream.of(cluster.broker.bootstrapServers()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static String address(String service) {
        return cluster.service(service).at("").toString();
    }

    private static Stream<MatchResult> groups(List<String> lines, Pattern pattern) {
        return lines.stream().flatMap(line -> pattern.matcher(line).results());
    }

    /** What a client read, as SQL. */
    private static String tuples(Client client, Pattern pattern) {
        return groups(client.lines(), pattern)
                .map(line -> IntStream.rangeClosed(1, line.groupCount())
                        .mapToObj(group -> "'" + line.group(group) + "'")
                        .collect(Collectors.joining(",", "(", ")")))
                .collect(Collectors.joining(",", "(", ")"));
    }

    /** The ids that a producer wrote, as SQL. */
    private static String firsts(List<String> written) {
        return groups(written, WRITTEN)
                .map(line -> "'" + line.group(1) + "'")
                .collect(Collectors.joining(",", "(", ")"));
    }
}
