package ordermill.orders;

import java.time.Duration;
import java.util.Arrays;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A request -> Kafka -> 202. There is no other write: what Kafka has is accepted, and only that. */
@ApplicationScoped
class Accept {

    /** How long the look-up of a repeated id may take; without its answer the request is taken, and decided downstream. */
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    private final Journeys journeys;
    private final Publish publish;

    Accept(Journeys journeys, Publish publish) {
        this.journeys = journeys;
        this.publish = publish;
    }

    /** Answers 202; 409 where the id is taken by another request; 503 where Kafka cannot be reached. */
    Uni<Response> accept(Asked asked) {
        if (!asked.named()) {
            return publish(asked);
        }
        return journeys.placed(asked.flow(), asked.id())
                .ifNoItem()
                .after(LOOK_UP)
                .fail()
                .onFailure()
                .recoverWithNull()
                .chain(earlier -> earlier == null ? publish(asked) : answerAgain(asked, earlier));
    }

    private Uni<Response> publish(Asked asked) {
        return publish.one(new ProducerRecord<>(asked.flow().topic(), asked.id(), Json.bytes(asked.event())))
                .onItemOrFailure()
                .transform((acknowledged, failure) ->
                        failure == null ? accepted(asked, asked.shown()) : Problems.kafkaIsAway(failure));
    }

    private static Uni<Response> answerAgain(Asked asked, Journeys.Placed earlier) {
        if (!Arrays.equals(earlier.fingerprint(), asked.fingerprint())) {
            String field = asked.flow().idField();
            return Uni.createFrom()
                    .item(Problems.response(
                            409, field, "%s %s was used before with other content".formatted(field, asked.id())));
        }
        return Uni.createFrom().item(accepted(asked, asked.shown().put("time", earlier.time())));
    }

    /** Its Location is relative: to make it absolute takes a request, and the simulator has none. */
    private static Response accepted(Asked asked, ObjectNode shown) {
        return Response.accepted(Json.bytes(shown))
                .header(HttpHeaders.LOCATION, "/" + asked.flow().word() + "/" + asked.id())
                .build();
    }
}
