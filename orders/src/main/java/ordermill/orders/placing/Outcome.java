package ordermill.orders.placing;

import ordermill.orders.Flow;

/** What became of a request. HTTP tells it to a client; the simulator goes by it. */
public sealed interface Outcome {

    /** Kafka has it for good. */
    record Accepted(Flow flow, String id, byte[] shown) implements Outcome {}

    /**
     * It was accepted before, with this content: what is stored is its answer.
     *
     * @param keyed whether it is the client's idempotency key that says so
     */
    record Repeated(Flow flow, String id, byte[] stored, boolean keyed) implements Outcome {}

    /**
     * Its name is that of an earlier request with other content.
     *
     * @param keyed whether that name is the client's idempotency key, else it is the id
     */
    record OtherContent(Flow flow, String id, boolean keyed) implements Outcome {}

    /** It was not acknowledged in time: the same request under the same id may be sent again. */
    record KafkaIsAway(Flow flow, String id) implements Outcome {}

    /** Kafka takes no record of this size. */
    record TooLarge(Flow flow, String id) implements Outcome {}

    /** Kafka is there and takes nothing from us: rights are missing, or our clock is wrong. */
    record NotTaken(Flow flow, String id) implements Outcome {}
}
