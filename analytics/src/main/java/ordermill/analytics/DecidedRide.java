package ordermill.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What analytics reads of a ride_confirmed or ride_rejected record; nothing personal but the part of town.
 *
 * @param zone the grid cell of the pick-up by its south-west corner: {@code 48.20,16.35}
 * @param pickupMinutes null where the ride was rejected
 */
record DecidedRide(String id, String zone, String status, Integer pickupMinutes, Instant decidedAt) {

    private static final int MAX_ID = 64;
    private static final int MAX_PICKUP_DIGITS = 6;
    private static final int MAX_DECIMALS = 64;
    private static final BigDecimal POLE = BigDecimal.valueOf(90);
    private static final BigDecimal DATE_LINE = BigDecimal.valueOf(180);

    static DecidedRide confirmed(ConsumerRecord<String, byte[]> record, BigDecimal zoneSize) {
        ObjectNode event = Json.object(record.value());
        return new DecidedRide(
                Json.name(event, "id", MAX_ID),
                zone(event.path("location"), zoneSize),
                DecidedOrder.CONFIRMED,
                minutes(Json.name(event, "pickup_time", 16)),
                DecidedOrder.decidedAt(event, "confirmed_time", record));
    }

    static DecidedRide rejected(ConsumerRecord<String, byte[]> record, BigDecimal zoneSize) {
        ObjectNode event = Json.object(record.value());
        return new DecidedRide(
                Json.name(event, "id", MAX_ID),
                zone(event.path("location"), zoneSize),
                DecidedOrder.REJECTED,
                null,
                DecidedOrder.decidedAt(event, "rejected_time", record));
    }

    private static String zone(JsonNode location, BigDecimal size) {
        return corner(location, "lat", POLE, size) + "," + corner(location, "long", DATE_LINE, size);
    }

    private static String corner(JsonNode location, String field, BigDecimal limit, BigDecimal size) {
        BigDecimal degrees = Json.decimal(location.path(field), "location." + field);
        // A number with a billion decimals is short to write and long to calculate with.
        if (degrees.scale() > MAX_DECIMALS || degrees.abs().compareTo(limit) > 0) {
            throw new Unreadable("location." + field + " is out of range");
        }
        return degrees.divide(size, 0, RoundingMode.FLOOR)
                .multiply(size)
                .setScale(Math.max(2, size.scale()))
                .toPlainString();
    }

    /** {@code 7mins -> 7}. */
    private static int minutes(String pickupTime) {
        String digits = pickupTime.endsWith("mins") ? pickupTime.substring(0, pickupTime.length() - 4) : "";
        if (digits.isEmpty()
                || digits.length() > MAX_PICKUP_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Unreadable("pickup_time is no number of mins");
        }
        return Integer.parseInt(digits);
    }
}
