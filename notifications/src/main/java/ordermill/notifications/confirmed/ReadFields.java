package ordermill.notifications.confirmed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/** Fields that both confirmations have. */
final class ReadFields {

    private ReadFields() {}

    static ObjectNode object(JsonNode parent, String field) {
        if (parent.path(field) instanceof ObjectNode object) {
            return object;
        }
        throw new Fault(field, Fields.has(parent, field) ? "must be an object" : "is missing");
    }

    /** The field {@code time} as it stands there, or else when the record was written; epoch seconds. */
    static JsonNode time(JsonNode parent, ConsumerRecord<?, ?> record) {
        return Fields.time(parent, "time") == null
                ? DecimalNode.valueOf(Fields.epochSeconds(Fields.writtenAt(record)))
                : parent.get("time");
    }
}
