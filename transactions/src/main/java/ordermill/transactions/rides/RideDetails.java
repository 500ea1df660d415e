package ordermill.transactions.rides;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.chassis.Fingerprint;

/**
 * What transactions reads of a ride_details record: just what its contract accepts.
 *
 * @param latitude of the place to pick up, degrees
 * @param longitude of the place to pick up, degrees
 * @param event the ride as it is published on, its location an object
 * @param fingerprint of all that the client asked for, without the time
 */
record RideDetails(String id, double latitude, double longitude, ObjectNode event, byte[] fingerprint) {

    /** What a repeated ride agrees in with the first one. */
    private static final List<String> CONTENT = List.of("customer_id", "customer_email", "location");

    /** What we say of a ride; a client's own words under these names are not carried on. */
    private static final List<String> OURS =
            List.of("alloted_driver", "pickup_time", "status", "reason", "confirmed_time", "rejected_time");

    private static final String DEGREES = "(-?(?:0|[1-9][0-9]{0,2})(?:[.,][0-9]{1,30})?)";

    /** The taxi tutorial's text, with a point or a comma: {@code Lat: 12, Long: 34}. */
    private static final Pattern TEXT = Pattern.compile("Lat: *" + DEGREES + ", *Long: *" + DEGREES);

    private static final int LONGEST_TEXT = 1_000;
    private static final int CUSTOMER = 256;
    private static final int POLE = 90;
    private static final int DATE_LINE = 180;

    static RideDetails read(ConsumerRecord<byte[], byte[]> record, String emailDomain) {
        ObjectNode event = Fields.OF_CLIENTS.object(record.value());
        event.remove(OURS);
        String id = Fields.idOrNumber(event, "id");
        String customerId = Fields.name(event, "customer_id", CUSTOMER);
        String email = Fields.has(event, "customer_email")
                ? Fields.text(event, "customer_email", Fields.NAME)
                : customerId + "@" + emailDomain;
        if (Fields.time(event, "time") == null) {
            event.put("time", Fields.epochSeconds(Fields.writtenAt(record)));
        }
        ObjectNode location = location(event.path("location"));
        BigDecimal latitude = Fields.number(location, "lat", -POLE, POLE);
        BigDecimal longitude = Fields.number(location, "long", -DATE_LINE, DATE_LINE);
        event.put("id", id).put("customer_id", customerId).put("customer_email", email);
        event.putObject("location").put("lat", latitude).put("long", longitude);
        return new RideDetails(
                id, latitude.doubleValue(), longitude.doubleValue(), event, Fingerprint.of(event, CONTENT));
    }

    private static ObjectNode location(JsonNode location) {
        if (location instanceof ObjectNode object) {
            return object;
        }
        if (location.isTextual() && location.textValue().length() <= LONGEST_TEXT) {
            Matcher text = TEXT.matcher(location.textValue());
            if (text.matches()) {
                return Fields.newObject().put("lat", degrees(text.group(1))).put("long", degrees(text.group(2)));
            }
        }
        throw new Fault("location", "must have lat and long in degrees, or read \"Lat: 12, Long: 34\"");
    }

    private static BigDecimal degrees(String text) {
        return new BigDecimal(text.replace(',', '.'));
    }
}
