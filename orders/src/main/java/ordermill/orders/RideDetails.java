package ordermill.orders;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A ride as a client asks for it over HTTP, checked field by field and made canonical. */
final class RideDetails {

    private RideDetails() {}

    static Asked ask(ObjectNode event, Instant now) {
        Asked asked = Asked.of(Flow.RIDE, event, now);
        event.put("customer_id", Json.name(event, "customer_id", 256));
        JsonNode location = event.path("location");
        if (location.isMissingNode() || location.isNull()) {
            throw new Invalid("location", "is missing");
        }
        BigDecimal latitude =
                location.isTextual() ? inText(location.textValue(), "Lat:") : degrees(location.path("lat"));
        BigDecimal longitude =
                location.isTextual() ? inText(location.textValue(), "Long:") : degrees(location.path("long"));
        event.putObject("location").put("lat", latitude).put("long", longitude);
        return asked;
    }

    /** The taxi tutorial's text: {@code Lat: 12, Long: 34}. */
    private static BigDecimal inText(String text, String label) {
        int from = text.indexOf(label);
        int to = text.indexOf(',', from);
        if (from < 0) {
            throw malformed();
        }
        return degrees(text.substring(from + label.length(), to < 0 ? text.length() : to)
                .strip());
    }

    private static BigDecimal degrees(JsonNode node) {
        if (!node.isNumber()) {
            throw malformed();
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
        throw malformed();
    }

    private static Invalid malformed() {
        return new Invalid("location", "must have lat and long in degrees, or read \"Lat: 12, Long: 34\"");
    }
}
