package ordermill.analytics;

import java.time.Instant;
import java.util.UUID;

/** Events as transactions and orders write them. */
final class Events {

    private Events() {}

    static String id() {
        return "t-" + UUID.randomUUID();
    }

    static String confirmed(String orderId, String kind, String totalCost) {
        return confirmed(orderId, kind, totalCost, Instant.now());
    }

    static String confirmed(String orderId, String kind, String totalCost, Instant at) {
        return """
                {"user_id":"u","user_email":"u@example.com","customer_id":"u","customer_email":"u@example.com",
                 "order_id":"%s","order_details":{"kind":"%s","price":%s},"total_cost":%s,"time":1763700000.123,
                 "status":"confirmed","payment_id":"pay_1","confirmed_time":%s}""".formatted(orderId, kind, totalCost, totalCost, Json.epochSeconds(at));
    }

    static String rejected(String orderId, String kind, String totalCost, String reason) {
        return """
                {"user_id":"u","user_email":"u@example.com","customer_id":"u","customer_email":"u@example.com",
                 "order_id":"%s","order_details":{"kind":"%s"},"total_cost":%s,"time":1763700000.123,
                 "status":"rejected","reason":"%s","rejected_time":%s}""".formatted(orderId, kind, totalCost, reason, Json.epochSeconds(Instant.now()));
    }

    static String rideConfirmed(String id, String latitude, String longitude, int minutes, Instant at) {
        return """
                {"id":"%s","customer_id":"u","customer_email":"u@example.com","location":{"lat":%s,"long":%s},
                 "alloted_driver":"driver_7","pickup_time":"%dmins","time":1763700001.250,"status":"confirmed",
                 "confirmed_time":%s}""".formatted(id, latitude, longitude, minutes, Json.epochSeconds(at));
    }

    static String rideRejected(String id) {
        return """
                {"id":"%s","customer_id":"u","customer_email":"u@example.com","location":{"lat":48.21,"long":16.37},
                 "time":1763700003.750,"status":"rejected","reason":"no_driver","rejected_time":%s}""".formatted(id, Json.epochSeconds(Instant.now()));
    }
}
