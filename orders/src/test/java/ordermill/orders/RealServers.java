package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import ordermill.testing.Health;
import ordermill.testing.Servers;
import ordermill.testing.Topics;

/** The service on a real broker and a real database, which a test may take away. */
public abstract class RealServers {

    /** Shared by all such classes, so that the service starts once. */
    public static final class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("heartbeat.every", "1s");
            settings.put("orders.republish-after", "3s");
            settings.put("orders.republish-every", "1s");
            return settings;
        }
    }

    protected static Topics topics;

    protected Servers servers;

    @BeforeAll
    static void limits() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void connect() {
        if (topics == null) {
            topics = new Topics(servers.bootstrapServers());
        }
        Health.readinessBecomes(200);
    }

    @AfterEach
    void startWhatIsStopped() {
        servers.startWhatIsStopped();
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        topics = null;
    }

    protected static ValidatableResponse place(Sample request) {
        return post(Flow.of(request.topic()), request.text());
    }

    protected static ValidatableResponse post(Flow flow, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/" + flow.word())
                .then();
    }

    protected static void send(Sample event) {
        topics.send(event.topic(), event.id(), event.text());
    }

    protected static ValidatableResponse journey(Sample of) {
        return given().get("/" + Flow.of(of.topic()).word() + "/" + of.id()).then();
    }

    protected static void statusBecomes(Sample of, String status) {
        await().untilAsserted(() -> journey(of).statusCode(200).body("status", equalTo(status)));
    }

    /** The one record that there is of it on its topic. */
    protected static ObjectNode published(Flow flow, String id) {
        await().until(() -> !topics.read(flow.topic(), id).isEmpty());
        assertThat(topics.read(flow.topic(), id)).hasSize(1);
        return Sample.tree(topics.read(flow.topic(), id).get(0).value());
    }

    protected static BigDecimal time(ValidatableResponse answer) {
        return Sample.tree(answer.extract().asByteArray()).get("time").decimalValue();
    }
}
