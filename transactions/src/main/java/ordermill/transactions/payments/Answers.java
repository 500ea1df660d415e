package ordermill.transactions.payments;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fields;
import ordermill.transactions.Reason;
import ordermill.transactions.payments.PaymentGateway.CannotSay;
import ordermill.transactions.payments.PaymentGateway.Charged;
import ordermill.transactions.payments.PaymentGateway.Declined;
import ordermill.transactions.payments.PaymentGateway.NeverHeardOf;
import ordermill.transactions.payments.PaymentGateway.NotNow;
import ordermill.transactions.payments.PaymentGateway.Payment;

/** What a gateway answers to one charge over HTTP -> what it says of this order. */
final class Answers {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int LONGEST_ID = 200;
    private static final String CHARGED = "charged";

    private Answers() {}

    /**
     * @param response null: there was none
     * @param token of the card, which is never told as a reason
     */
    static Payment toCharge(Response response, String token) {
        if (response == null) {
            return NotNow.NO_ANSWER;
        }
        int status = response.getStatus();
        if (status == 200 || status == 201) {
            return charged(text(body(response), "payment_id"));
        }
        if (status == 402) {
            String reason = text(body(response), "reason");
            return declined(token != null && reason != null && reason.contains(token) ? null : reason);
        }
        if (isLater(status)) {
            return new NotNow(retryAfter(response));
        }
        return status >= 400 ? new Declined(new Reason("payment_refused_" + status)) : new NotNow(SHORTEST_PAUSE);
    }

    /** @param response null: there was none */
    static Payment toFind(Response response) {
        if (response == null) {
            return NotNow.NO_ANSWER;
        }
        int status = response.getStatus();
        if (isLater(status)) {
            return new NotNow(retryAfter(response));
        }
        ObjectNode body = body(response);
        if (status == 404 && body != null) {
            return new NeverHeardOf();
        }
        if (status != 200 || body == null) {
            return new CannotSay();
        }
        String state = body.path("status").asText(CHARGED);
        if (state.equals("declined")) {
            return declined(text(body, "reason"));
        }
        return state.equals(CHARGED) && charged(text(body, "payment_id")) instanceof Charged charged
                ? charged
                : new CannotSay();
    }

    private static boolean isLater(int status) {
        return status == 408 || status == 425 || status == 429;
    }

    private static Payment declined(String reason) {
        return new Declined(Reason.fromOutside(reason, Reason.CARD_DECLINED));
    }

    /** An answer without a payment id is no answer: asked again under the same key, it may come to its senses. */
    private static Payment charged(String paymentId) {
        return paymentId != null && Fields.isName(paymentId, LONGEST_ID)
                ? new Charged(paymentId)
                : new NotNow(SHORTEST_PAUSE);
    }

    /** Null where it is no JSON object, whatever its media type. */
    private static ObjectNode body(Response response) {
        try (response) {
            // Not by readEntity, which fails where it does not know the media type.
            return response.getEntity() instanceof InputStream body
                    ? Fields.OF_CLIENTS.object(body.readAllBytes())
                    : null;
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
    }

    private static String text(ObjectNode body, String field) {
        return body == null ? null : body.path(field).textValue();
    }

    private static Duration retryAfter(Response response) {
        Duration asked = duration(response.getHeaderString(HttpHeaders.RETRY_AFTER));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    /** Of seconds, or until a date. */
    private static Duration duration(String retryAfter) {
        try {
            if (retryAfter == null) {
                return SHORTEST_PAUSE;
            }
            return retryAfter.matches("\\d{1,18}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(
                            Instant.now(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter)));
        } catch (DateTimeException none) {
            return SHORTEST_PAUSE;
        }
    }
}
