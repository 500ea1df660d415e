package ordermill.transactions;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What transactions reads of a ride_details record.
 *
 * @param latitude of the place to pick up, degrees
 * @param longitude of the place to pick up, degrees
 * @param event the ride as it is published on, its location an object
 */
record RideDetails(String id, double latitude, double longitude, ObjectNode event) implements Polled.Request {

    static RideDetails read(ConsumerRecord<String, byte[]> record, String emailDomain) {
        ObjectNode event = Json.object(record.value());
        String id = Json.id(event, "id");
        String customerId = Json.name(event, "customer_id", 256);
        event.put("id", id).put("customer_id", customerId);
        event.put(
                "customer_email",
                event.hasNonNull("customer_email")
                        ? Json.name(event, "customer_email", 320)
                        : customerId + "@" + emailDomain);
        if (!event.path("time").isNumber()) {
            event.put("time", BigDecimal.valueOf(record.timestamp(), 3));
        }
        JsonNode location = event.path("location");
        BigDecimal latitude =
                location.isTextual() ? inText(location.textValue(), "Lat:") : degrees(location.path("lat"));
        BigDecimal longitude =
                location.isTextual() ? inText(location.textValue(), "Long:") : degrees(location.path("long"));
        event.putObject("location").put("lat", latitude).put("long", longitude);
        return new RideDetails(id, latitude.doubleValue(), longitude.doubleValue(), event);
    }

    @Override
    public boolean hasContentOf(ObjectNode decided) {
        return Json.equal(event, decided, "customer_id", "customer_email", "location");
    }

    /** The taxi tutorial's text: {@code Lat: 12, Long: 34}. */
    private static BigDecimal inText(String text, String label) {
        int from = text.indexOf(label);
        int to = text.indexOf(',', from);
        if (from < 0) {
            throw new Unreadable("location has no " + label);
        }
        return degrees(text.substring(from + label.length(), to < 0 ? text.length() : to)
                .strip());
    }

    private static BigDecimal degrees(JsonNode node) {
        if (!node.isNumber()) {
            throw new Unreadable("location has no lat and long");
        }
        return degrees(node.asText());
    }

    private static BigDecimal degrees(String text) {
        try {
            BigDecimal degrees = text.length() > 32 ? null : new BigDecimal(text);
            if (degrees != null && degrees.scale() <= 32 && Math.abs(degrees.doubleValue()) <= 180) {
                return degrees;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Unreadable("location has no degrees between -180 and 180");
    }
}
