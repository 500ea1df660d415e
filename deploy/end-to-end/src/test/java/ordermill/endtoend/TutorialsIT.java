package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The five tutorials' programs, each by its own access pattern: indexing, int(), float(), keyword arguments. */
class TutorialsIT {

    private static final String CONFIRMED = "transactions.ledger WHERE status = 'confirmed'";

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

    /** No other test here orders anything: what the consumers add up is all that there is. */
    @Test
    void foodAndFurnitureConsumersAddUpWhatWasOrderedByKafkaAndByPost() throws Exception {
        said("food_producer.py");

        assertThat(said("food_analytics.py", "4")).containsExactly("4 orders, revenue 20.0");
        assertThat(said("food_email.py", "4"))
                .containsExactly("tom_1@example.com tom_2@example.com tom_3@example.com tom_4@example.com");

        assertThat(said("furniture_post.py", "3")).containsExactly("202 1", "202 2", "202 3");
        awaitConfirmed(7);

        assertThat(said("furniture_analytics.py", "7")).containsExactly("7 orders, revenue 620");
        assertThat(said("furniture_email.py", "7"))
                .contains(
                        "u1@example.com: table, order 1",
                        "u2@example.com: table, order 2",
                        "u3@example.com: table, order 3");

        cluster.simulate("{\"every\":\"5ms\",\"limit\":20,\"mix\":\"food:1,furniture:1\"}");
        awaitConfirmed(27);

        assertThat(said("furniture_analytics.py", "27"))
                .containsExactly("27 orders, revenue "
                        + books.number(
                                "SELECT sum(trunc((event::json->'order_details'->>'price')::numeric))::bigint FROM "
                                        + CONFIRMED));
        assertThat(Double.parseDouble(said("food_analytics.py", "27").get(0).replace("27 orders, revenue ", "")))
                .isCloseTo(
                        books.number("SELECT sum(total_cost) FROM " + CONFIRMED).doubleValue(), within(1e-6));
    }

    @Test
    void taxiConsumerHearsWhichDriverComesAndWhen() {
        Client consumer = program("taxi_consumer.py", Map.of(), "ride-", "2");

        said("taxi_producer.py", "ride-");

        assertThat(consumer.result())
                .hasSize(2)
                .allMatch(line -> line.matches("user_[12]@example\\.com: driver_\\d+ comes in \\d+mins"));
    }

    /** The producer's clock is seven hours ahead: what it writes is not the heartbeat's. */
    @Test
    void timestampConsumerHasTheHeartbeatAndTheProducersTime() {
        Client consumer = program("timestamp_consumer.py", Map.of(), "1000");
        await().until(() -> !consumer.lines().isEmpty());

        List<String> written =
                program("timestamp_producer.py", Map.of("TZ", "AHEAD-7"), "2").result();

        await().untilAsserted(() -> assertThat(consumer.lines()).containsAll(written));
        assertThat(consumer.lines()).allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d"));
        assertThat(written).hasSize(2);
    }

    @Test
    void twoGroupsThatSubscribeHaveEverythingThatIsPublishedInTheOrderOfItsKey() {
        said("publish.py", "news");

        for (String group : List.of("first", "second")) {
            List<String> said = said("subscribe.py", "news", group, "6");

            assertThat(said).hasSize(6);
            assertThat(said.stream()
                            .filter(line -> line.startsWith("key1:"))
                            .map(line -> line.replaceAll(" at .*", "")))
                    .containsExactly("key1: message 1", "key1: message 4");
        }
    }

    /** As the clients' README says. */
    @Test
    void pinnedProtocolOfOldIsRefusedAndTheOneToWriteInsteadIsNot() {
        String producer = "../../end-to-end/src/test/resources/pinned_producer.py";

        assertThat(said(producer, "2", "5")).containsExactly("sent 1");
        assertThatThrownBy(() -> said(producer, "0", "10")).hasMessageContaining("ended with 1");
    }

    private static void awaitConfirmed(int orders) {
        await().until(() -> books.count(CONFIRMED) == orders);
    }

    private List<String> said(String name, String... arguments) {
        return program(name, Map.of(), arguments).result();
    }

    /** A tutorial's program knows its servers' addresses by itself, here by its environment. */
    private Client program(String name, Map<String, String> more, String... arguments) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", cluster.broker.bootstrapServers());
        environment.put("ORDERS", cluster.service("orders").at("").toString());
        return clients.python(environment, "tutorials/" + name, arguments);
    }
}
