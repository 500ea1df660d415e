package ordermill.notifications;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became of a mail, as the table stores it and the topics carry it.
 *
 * @param reason why it was refused, without an address; null where it was sent
 * @param event the JSON of order_email_sent or ride_email_sent
 */
record SentEmail(String kind, String id, String status, String reason, String messageId, Instant sentAt, String event) {

    private static final String SENT = "sent";
    private static final String REFUSED = "refused";

    static SentEmail sent(Confirmed confirmed, String messageId, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        ObjectNode event = confirmed.event().deepCopy().put("status", true).put("sent_time", epochSeconds(at));
        return new SentEmail(confirmed.kind(), confirmed.id(), SENT, null, messageId, at, Json.text(event));
    }

    SentEmail refused(String why) {
        ObjectNode refusal = Json.object(event).put("status", false).put("reason", why);
        return new SentEmail(kind, id, REFUSED, why, messageId, sentAt, Json.text(refusal));
    }

    String topic() {
        return kind + "_email_sent";
    }

    /** Seconds since 1970 with a fraction, as the wire contract has every instant. */
    private static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
