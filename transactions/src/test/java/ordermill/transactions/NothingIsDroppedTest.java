package ordermill.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.Servers;
import ordermill.testing.TestGateway;

/** Promise 3: whatever is away, a readable order waits for it and is decided. */
@QuarkusTest
@TestProfile(RealServers.class)
class NothingIsDroppedTest {

    Servers servers;
    TestGateway gateway;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(servers.bootstrapServers());
        Health.readinessBecomes(200);
    }

    @AfterEach
    void close() {
        gateway.isAway(false);
        gateway.answersNobody(false);
        gateway.talksNonsense(false);
        servers.startWhatIsStopped();
        shop.close();
    }

    @Test
    void databaseAwayMakesOrdersWaitAndReadinessRed() {
        ObjectNode order = Shop.anOrder();

        servers.stopDatabase();
        shop.place(order);
        Health.readinessBecomes(503);
        servers.startDatabase();

        shop.confirmed(order);
        Health.readinessBecomes(200);
        assertThat(shop.deadLettersOf(order)).isEmpty();
        assertThat(gateway.chargesOf(order.get("order_id").asText())).isOne();
    }

    @Test
    void brokerAwayTurnsReadinessRedAndOrdersGoOnAfterIt() {
        ObjectNode order = Shop.anOrder();

        servers.stopBroker();
        Health.readinessBecomes(503);
        servers.startBroker();
        shop.place(order);

        shop.confirmed(order);
        Health.readinessBecomes(200);
    }

    @Test
    void gatewayAwayMakesTheChannelWaitSoThatKafkaStaysTheQueue() {
        List<ObjectNode> orders = Stream.generate(Shop::anOrder).limit(60).toList();

        gateway.isAway(true);
        orders.forEach(shop::place);
        Health.readinessBecomes(503);
        gateway.isAway(false);

        orders.forEach(shop::confirmed);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(orders)
                        .allSatisfy(order -> assertThat(
                                        gateway.chargesOf(order.get("order_id").asText()))
                                .isOne()));
        assertThat(orders)
                .allSatisfy(order -> assertThat(shop.deadLettersOf(order)).isEmpty());
        Health.readinessBecomes(200);
    }

    /** It is not told from a slow one before so many had no answer; these are put aside, and no more. */
    @Test
    void gatewayThatAnswersNobodyMakesTheChannelWait() {
        gateway.answersNobody(true);
        makesTheChannelWait(() -> gateway.answersNobody(false));
    }

    @Test
    void gatewayThatTalksNonsenseToAllMakesTheChannelWait() {
        gateway.talksNonsense(true);
        makesTheChannelWait(() -> gateway.talksNonsense(false));
    }

    private void makesTheChannelWait(Runnable end) {
        List<ObjectNode> orders = Stream.generate(Shop::anOrder).limit(400).toList();

        shop.placeAll(orders);
        Health.readinessBecomes(503);
        assertThat(orders.stream()
                        .filter(order ->
                                gateway.requestsOf(order.get("order_id").asText()) > 0))
                .hasSizeLessThan(250);
        end.run();

        orders.forEach(shop::confirmed);
        Health.readinessBecomes(200);
    }
}
