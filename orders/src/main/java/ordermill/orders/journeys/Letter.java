package ordermill.orders.journeys;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import ordermill.chassis.DeadLetters;
import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.orders.Flow;
import ordermill.orders.details.OrderDetails;

/**
 * A dead letter of order_details or ride_details. Where its record stood is what tells the order; its value may be lost.
 *
 * @param id the order's or the ride's, where the letter still says it; else null
 * @param record the letter itself
 */
record Letter(Flow flow, String id, int partition, long offset, ConsumerRecord<byte[], byte[]> record) {

    static Letter read(ConsumerRecord<byte[], byte[]> record) {
        Flow flow = Flow.of(record.topic());
        if (!flow.topic().equals(header(record, DeadLetters.TOPIC))) {
            throw new Fault(DeadLetters.TOPIC, "is not " + flow.topic());
        }
        return new Letter(
                flow,
                id(flow, record),
                Integer.parseInt(header(record, DeadLetters.PARTITION)),
                Long.parseLong(header(record, DeadLetters.OFFSET)),
                record);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new Fault(name, "is missing");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Read as a journey's id is read, or as much of it as there is. */
    private static String id(Flow flow, ConsumerRecord<byte[], byte[]> record) {
        try {
            ObjectNode event = Fields.OF_SERVICES.object(record.value());
            return flow == Flow.ORDER ? OrderDetails.id(event) : Fields.idOrNumber(event, flow.idField());
        } catch (RuntimeException unreadable) {
            return null;
        }
    }
}
