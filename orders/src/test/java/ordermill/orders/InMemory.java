package ordermill.orders;

import static io.restassured.RestAssured.given;

import java.util.Map;

import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.testing.Polls;

/** The tracker's channel fed by the test, poll by poll, on the dev services' database. */
public abstract class InMemory {

    /** Shared by all such classes, so that the service starts once. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Polls.inMemory("journeys");
        }
    }

    @Inject
    @Any
    InMemoryConnector channels;

    protected static ConsumerRecord<byte[], byte[]> record(Sample event) {
        return Polls.record(event.topic(), event.id(), event.text());
    }

    /** Returns when the poll is acknowledged. */
    @SafeVarargs
    protected final void deliver(ConsumerRecord<byte[], byte[]>... records) {
        new Polls(channels).deliver("journeys", records);
    }

    protected static ValidatableResponse journey(Sample of) {
        return given().get("/" + Flow.of(of.topic()).word() + "/" + of.id()).then();
    }
}
