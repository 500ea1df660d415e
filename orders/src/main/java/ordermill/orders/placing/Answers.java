package ordermill.orders.placing;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Problems;
import ordermill.orders.Flow;
import ordermill.orders.placing.Outcome.Accepted;
import ordermill.orders.placing.Outcome.KafkaIsAway;
import ordermill.orders.placing.Outcome.NotTaken;
import ordermill.orders.placing.Outcome.OtherContent;
import ordermill.orders.placing.Outcome.Repeated;
import ordermill.orders.placing.Outcome.TooLarge;

/** The outcome of a request -> what HTTP says of it. */
final class Answers {

    private Answers() {}

    static Response to(Outcome outcome) {
        if (outcome instanceof Accepted accepted) {
            return accepted(accepted.flow(), accepted.id(), accepted.shown());
        }
        if (outcome instanceof Repeated repeated) {
            Response again = accepted(repeated.flow(), repeated.id(), repeated.stored());
            return repeated.keyed()
                    ? Response.fromResponse(again)
                            .header(IdempotencyKey.REPLAYED, true)
                            .build()
                    : again;
        }
        if (outcome instanceof OtherContent other) {
            return other.keyed() ? otherUnderKey() : otherUnderId(other.flow().idField(), other.id());
        }
        if (outcome instanceof TooLarge large) {
            return Problems.response(problem(413, "Kafka takes no record of this size", large.flow(), large.id()));
        }
        if (outcome instanceof NotTaken not) {
            return Problems.response(
                    problem(500, "it could not be accepted for a fault on our side", not.flow(), not.id()));
        }
        if (outcome instanceof KafkaIsAway away) {
            return Problems.notNow(
                    problem(503, "Kafka cannot be reached; send the same request again", away.flow(), away.id()));
        }
        throw new IllegalStateException("no answer to " + outcome.getClass());
    }

    /** Its Location is relative: to make it absolute would take the client's word for our own name. */
    private static Response accepted(Flow flow, String id, byte[] shown) {
        return Response.accepted(shown)
                .header(HttpHeaders.LOCATION, "/" + flow.word() + "/" + id)
                .build();
    }

    /** The status that the key's draft standard has for it. */
    private static Response otherUnderKey() {
        return Problems.response(422, IdempotencyKey.HEADER, "this key was used before with other content");
    }

    private static Response otherUnderId(String field, String id) {
        return Problems.response(409, field, "%s %s was used before with other content".formatted(field, id));
    }

    /** Names the id, ours too, so that the repeated request is the same one. */
    private static ObjectNode problem(int status, String detail, Flow flow, String id) {
        return Problems.problem(status, null, detail).put(flow.idField(), id);
    }
}
