package ordermill.orders.journeys;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.orders.Flow;
import ordermill.orders.details.Details;

/**
 * One event of a journey, as its record tells it.
 *
 * @param reason why it was rejected, or the address refused; else null
 * @param placed what was placed, where this is that event; else null
 */
record Step(Flow flow, String id, Status status, String reason, Details placed, ConsumerRecord<byte[], byte[]> record) {

    static Step placed(Details details, ConsumerRecord<byte[], byte[]> record) {
        return new Step(details.flow(), details.id(), Status.PLACED, null, details, record);
    }

    static Step to(Status status, String id, String reason, ConsumerRecord<byte[], byte[]> record) {
        return new Step(Flow.of(record.topic()), id, status, reason, null, record);
    }

    /** One step a journey: the furthest status, and what was placed first. */
    static Collection<Step> furthestOfEach(Collection<Step> steps) {
        Map<String, Step> furthest = new LinkedHashMap<>();
        steps.forEach(step -> furthest.merge(step.flow + " " + step.id, step, Step::and));
        return furthest.values();
    }

    /** The record is the one that was placed, where one of the two was. */
    private Step and(Step other) {
        Step further = other.status.compareTo(status) > 0 ? other : this;
        Step first = placed != null ? this : other;
        return new Step(flow, id, further.status, further.reason, first.placed, first.record);
    }
}
