package ordermill.orders.placing;

import ordermill.orders.Flow;

/** What became of a request. HTTP tells it to a client; the simulator goes by it. */
public sealed interface Outcome {

    /** Kafka has it for good. */
    record Accepted(Flow flow, String id, byte[] shown) implements Outcome {}

    /** It was accepted before, with this content: what is stored is its answer. */
    record Repeated(Flow flow, String id, byte[] stored) implements Outcome {}

    /** Its id is that of an earlier request with other content. */
    record OtherContent(Flow flow, String id) implements Outcome {}

    /** It was not acknowledged in time: the same request under the same id may be sent again. */
    record KafkaIsAway(Flow flow, String id) implements Outcome {}

    /** Kafka takes no record of this size. */
    record TooLarge(Flow flow, String id) implements Outcome {}

    /** Kafka is there and takes nothing from us: rights are missing, or our clock is wrong. */
    record NotTaken(Flow flow, String id) implements Outcome {}
}
