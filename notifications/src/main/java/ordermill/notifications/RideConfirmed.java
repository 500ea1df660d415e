package ordermill.notifications;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What notifications reads of a ride_confirmed record.
 *
 * @param pickupTime minutes to pick-up as text, such as {@code 7mins}
 */
record RideConfirmed(String id, String customerId, String address, String driver, String pickupTime, ObjectNode event)
        implements Confirmed {

    static RideConfirmed read(ConsumerRecord<String, byte[]> record) {
        ObjectNode ride = Json.object(record.value());
        String id = Json.id(ride, "id");
        String customerId = Json.name(ride, "customer_id", Json.MAX_NAME);
        String address = Json.name(ride, "customer_email", Json.MAX_NAME);
        String driver = Json.name(ride, "alloted_driver", Json.MAX_NAME);
        String pickupTime = Json.name(ride, "pickup_time", Json.MAX_NAME);
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("customer_id", customerId)
                .put("customer_email", address)
                .put("alloted_driver", driver)
                .put("pickup_time", pickupTime)
                .put("time", Json.time(ride, record));
        return new RideConfirmed(id, customerId, address, driver, pickupTime, event);
    }

    @Override
    public String kind() {
        return "ride";
    }

    /** As people read it: {@code 7 minutes}. */
    public String minutes() {
        return pickupTime.equals("1mins") ? "1 minute" : pickupTime.replaceFirst("mins$", " minutes");
    }
}
