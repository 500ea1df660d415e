package ordermill.analytics;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A heartbeat as it was written and as it came.
 *
 * @param stuckOrders how many orders its writer knew to be stuck; null where it does not say
 */
record Heartbeat(Instant writtenAt, Instant receivedAt, Long stuckOrders) {

    private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(1);

    static Heartbeat read(ConsumerRecord<String, byte[]> record, Instant now) {
        ObjectNode event = Json.object(record.value());
        Instant writtenAt = Json.instant(event, "time", Instant.ofEpochMilli(Math.max(0, record.timestamp())));
        if (writtenAt.isAfter(now.plus(AHEAD_AT_MOST))) {
            // It would outshine all true heartbeats until then.
            throw new Unreadable("time is in the future");
        }
        return new Heartbeat(writtenAt, now, stuckOrders(event.path("stuck_orders")));
    }

    /** Never negative: two machines' clocks may differ a little. */
    Duration delay() {
        Duration delay = Duration.between(writtenAt, receivedAt);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    private static Long stuckOrders(JsonNode count) {
        if (count.isMissingNode() || count.isNull()) {
            return null;
        }
        if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() < 0) {
            throw new Unreadable("stuck_orders is no count");
        }
        return count.longValue();
    }
}
