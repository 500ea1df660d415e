package ordermill.notifications.confirmed;

import static ordermill.notifications.confirmed.ReadFields.object;
import static ordermill.notifications.confirmed.ReadFields.time;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * What notifications reads of a ride_confirmed record.
 *
 * @param pickupTime minutes to pick-up as text, such as {@code 7mins}
 */
public record RideConfirmed(
        String id, String customerId, String address, String driver, String pickupTime, String event)
        implements Confirmed {

    private static final String UNIT = "mins";
    private static final Pattern PICKUP_TIME = Pattern.compile("[0-9]{1,6}" + UNIT);
    private static final int LONGEST_PICKUP_TIME = 10;

    public static RideConfirmed read(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode ride = Fields.OF_SERVICES.object(record.value());
        String id = Fields.id(ride, "id");
        String customerId = Fields.text(ride, "customer_id", Fields.NAME);
        String address = Fields.text(ride, "customer_email", Fields.NAME);
        String driver = Fields.text(ride, "alloted_driver", Fields.NAME);
        String pickupTime = Fields.text(ride, "pickup_time", LONGEST_PICKUP_TIME);
        if (!PICKUP_TIME.matcher(pickupTime).matches()) {
            throw new Fault("pickup_time", "must be minutes such as 7mins");
        }
        ObjectNode location = object(ride, "location");
        Fields.number(location, "lat", -90, 90);
        Fields.number(location, "long", -180, 180);
        Fields.time(ride, "confirmed_time");

        ObjectNode event = Fields.newObject()
                .put("id", id)
                .put("customer_id", customerId)
                .put("customer_email", address)
                .put("alloted_driver", driver)
                .put("pickup_time", pickupTime);
        event.set("time", time(ride, record));
        String json = new String(Fields.bytes(event), StandardCharsets.UTF_8);
        return new RideConfirmed(id, customerId, address, driver, pickupTime, json);
    }

    /** From a row of the queue. */
    public static RideConfirmed of(ObjectNode event, String json) {
        return new RideConfirmed(
                event.path("id").asText(),
                event.path("customer_id").asText(),
                event.path("customer_email").asText(),
                event.path("alloted_driver").asText(),
                event.path("pickup_time").asText(),
                json);
    }

    @Override
    public String kind() {
        return RIDE;
    }

    @Override
    public BigDecimal total() {
        return null;
    }

    /** As people read it: {@code 7 minutes}. */
    public String minutes() {
        String number = pickupTime.replaceFirst(UNIT + "$", "");
        return number.matches("0*1") ? "1 minute" : number + " minutes";
    }
}
