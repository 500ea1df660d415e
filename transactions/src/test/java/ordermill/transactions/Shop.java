package ordermill.transactions;

import static ordermill.transactions.Topics.ORDER_CONFIRMED;
import static ordermill.transactions.Topics.ORDER_DETAILS;
import static ordermill.transactions.Topics.ORDER_REJECTED;
import static ordermill.transactions.Topics.RIDE_CONFIRMED;
import static ordermill.transactions.Topics.RIDE_DETAILS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fields;
import ordermill.testing.Topics;

/** Customers of a test: they place orders and rides on the topics, built from the contracts' examples, and hear of them. */
public final class Shop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topics topics;

    public Shop(String bootstrapServers) {
        topics = new Topics(bootstrapServers);
    }

    /** An order as the contract's example has it, under an id of its own, with one change. */
    public static ObjectNode anOrder(Consumer<ObjectNode> change) {
        ObjectNode order = example("order_details").put("order_id", "o-" + UUID.randomUUID());
        change.accept(order);
        return order;
    }

    public static ObjectNode anOrder() {
        return anOrder(order -> {});
    }

    public static ObjectNode anOrderOf(String price, String token) {
        return anOrder(order -> {
            order.put("payment_token", token).remove("total_cost");
            order.putObject("order_details").put("kind", "food").put("price", new BigDecimal(price));
        });
    }

    public static ObjectNode aRide() {
        return example("ride_details").put("id", "r-" + UUID.randomUUID());
    }

    private static ObjectNode example(String topic) {
        try {
            return Fields.OF_CLIENTS.object(
                    Files.readAllBytes(Path.of("../orders/contract/" + topic + ".example.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Topics topics() {
        return topics;
    }

    public void place(ObjectNode order) {
        placeAll(List.of(order));
    }

    public void placeAll(List<ObjectNode> orders) {
        topics.send(orders.stream()
                .map(order ->
                        Topics.record(ORDER_DETAILS, order.path("order_id").asText(), order.toString()))
                .toList());
    }

    public void ask(ObjectNode ride) {
        topics.send(RIDE_DETAILS, ride.get("id").asText(), ride.toString());
    }

    /** What was confirmed of this order, after a wait; there is just one event, or each equals the first. */
    public ObjectNode confirmed(ObjectNode order) {
        return onlyOne(ORDER_CONFIRMED, order.get("order_id").asText());
    }

    public ObjectNode rejected(ObjectNode order) {
        return onlyOne(ORDER_REJECTED, order.get("order_id").asText());
    }

    public ObjectNode confirmedRide(ObjectNode ride) {
        return onlyOne(RIDE_CONFIRMED, ride.get("id").asText());
    }

    public void confirmedTimes(int times, ObjectNode order) {
        String id = order.get("order_id").asText();
        await().atMost(PATIENCE).until(() -> topics.read(ORDER_CONFIRMED, id).size() == times);
        confirmed(order);
    }

    public List<ConsumerRecord<byte[], byte[]>> deadLettersOf(ObjectNode order) {
        return topics.read(ORDER_DETAILS + "_dlq", order.get("order_id").asText());
    }

    private ObjectNode onlyOne(String topic, String id) {
        await().atMost(PATIENCE).until(() -> !topics.read(topic, id).isEmpty());
        List<String> values =
                topics.read(topic, id).stream().map(Topics::value).distinct().toList();
        assertThat(values).hasSize(1);
        return Fields.OF_SERVICES.object(topics.read(topic, id).get(0).value());
    }

    @Override
    public void close() {
        topics.close();
    }
}
