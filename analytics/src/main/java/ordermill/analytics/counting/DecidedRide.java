package ordermill.analytics.counting;

import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * What analytics keeps of a ride_confirmed or ride_rejected record; nothing personal but the part of town.
 *
 * @param zone the grid cell of the pick-up by its south-west corner: {@code 48.20,16.35}
 * @param pickupMinutes null where the ride was rejected
 */
record DecidedRide(String id, String zone, Status status, Integer pickupMinutes, Instant decidedAt) {

    private static final int MAX_REASON = 200;
    private static final int MAX_PICKUP_DIGITS = 6;
    private static final String MINS = "mins";

    static DecidedRide confirmed(ConsumerRecord<byte[], byte[]> record, Grid grid) {
        ObjectNode event = Fields.OF_SERVICES.object(record.value());
        Fields.text(event, "alloted_driver", Fields.NAME);
        int minutes = minutes(Fields.text(event, "pickup_time", MAX_PICKUP_DIGITS + MINS.length()));
        return read(event, grid, Status.CONFIRMED, minutes, DecidedOrder.decidedAt(event, "confirmed_time", record));
    }

    static DecidedRide rejected(ConsumerRecord<byte[], byte[]> record, Grid grid) {
        ObjectNode event = Fields.OF_SERVICES.object(record.value());
        Fields.text(event, "reason", MAX_REASON);
        return read(event, grid, Status.REJECTED, null, DecidedOrder.decidedAt(event, "rejected_time", record));
    }

    /** Checks the customer, too, without keeping it: every reader of a topic refuses the same records. */
    private static DecidedRide read(ObjectNode event, Grid grid, Status status, Integer minutes, Instant decidedAt) {
        String id = Fields.id(event, "id");
        Fields.text(event, "customer_id", Fields.NAME);
        Fields.text(event, "customer_email", Fields.NAME);
        return new DecidedRide(id, grid.zone(event), status, minutes, decidedAt);
    }

    /** {@code 7mins -> 7}. */
    private static int minutes(String pickupTime) {
        String digits = pickupTime.endsWith(MINS) ? pickupTime.substring(0, pickupTime.length() - MINS.length()) : "";
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Fault("pickup_time", "must be a number of up to 6 digits and mins");
        }
        return Integer.parseInt(digits);
    }
}
