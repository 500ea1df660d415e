package ordermill.orders.details;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.orders.Flow;

/** The JSON of ride_details -> a ride; just what the topic's contract accepts, and a fault of anything else. */
public final class RideDetails {

    /** The longest name of a customer. */
    public static final int CUSTOMER = 256;

    private static final int POLE = 90;
    private static final int DATE_LINE = 180;

    /** The taxi tutorial's text, with a point or a comma: {@code Lat: 12, Long: 34}. */
    private static final Pattern TEXT =
            Pattern.compile("Lat: *(-?[0-9]{1,3}(?:[.,][0-9]{1,30})?), *Long: *(-?[0-9]{1,3}(?:[.,][0-9]{1,30})?)");

    /** As the contract writes degrees: no zero before another digit. */
    private static final Pattern DEGREES = Pattern.compile("-?(0|[1-9][0-9]*)([.,][0-9]+)?");

    private RideDetails() {}

    /** @param writtenAt when it was placed, where it does not say */
    public static Details read(byte[] value, Instant writtenAt) {
        return of(Fields.OF_CLIENTS.object(value), writtenAt);
    }

    /** Makes the event canonical in place. */
    public static Details of(ObjectNode event, Instant writtenAt) {
        String id = Fields.idOrNumber(event, Flow.RIDE.idField());
        String customerId = Fields.name(event, "customer_id", CUSTOMER);
        if (Fields.has(event, "customer_email")) {
            Fields.text(event, "customer_email", Fields.NAME);
        }
        ObjectNode location = location(event);
        if (Fields.time(event, "time") == null) {
            event.put("time", Fields.epochSeconds(writtenAt));
        }
        event.put(Flow.RIDE.idField(), id).put("customer_id", customerId).set("location", location);
        return new Details(Flow.RIDE, id, event);
    }

    private static ObjectNode location(ObjectNode event) {
        if (!Fields.has(event, "location")) {
            throw new Fault("location", "is missing");
        }
        JsonNode given = event.get("location");
        JsonNode place = given.isTextual() ? inText(given.textValue()) : given;
        try {
            return Fields.newObject()
                    .put("lat", Fields.number(place, "lat", -POLE, POLE))
                    .put("long", Fields.number(place, "long", -DATE_LINE, DATE_LINE));
        } catch (Fault fault) {
            throw malformed();
        }
    }

    private static ObjectNode inText(String text) {
        Matcher place = TEXT.matcher(text);
        if (!place.matches()) {
            throw malformed();
        }
        return Fields.newObject().put("lat", degrees(place.group(1))).put("long", degrees(place.group(2)));
    }

    private static BigDecimal degrees(String text) {
        if (!DEGREES.matcher(text).matches()) {
            throw malformed();
        }
        return new BigDecimal(text.replace(',', '.'));
    }

    private static Fault malformed() {
        return new Fault("location", "must have lat and long in degrees, or read \"Lat: 12, Long: 34\"");
    }
}
