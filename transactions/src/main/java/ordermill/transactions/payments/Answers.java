package ordermill.transactions.payments;

import java.time.Duration;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fault;
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

    private Answers() {}

    /** @param response null: there was none */
    static Payment toCharge(Response response) {
        if (response == null) {
            return NotNow.NO_ANSWER;
        }
        int status = response.getStatus();
        if (status < 300) {
            return charged(response);
        }
        if (status == 402) {
            return new Declined(Reason.fromOutside(text(body(response), "reason"), Reason.CARD_DECLINED));
        }
        if (status == 408 || status == 425 || status == 429) {
            return new NotNow(retryAfter(response));
        }
        return status >= 400 ? new Declined(new Reason("payment_refused_" + status)) : new NotNow(SHORTEST_PAUSE);
    }

    /** @param response null: there was none */
    static Payment toFind(Response response) {
        if (response == null) {
            return NotNow.NO_ANSWER;
        }
        if (response.getStatus() == 429) {
            return new NotNow(retryAfter(response));
        }
        if (response.getStatus() == 404) {
            return new NeverHeardOf();
        }
        ObjectNode body = body(response);
        if (response.getStatus() == 200 && "declined".equals(text(body, "status"))) {
            return new Declined(Reason.fromOutside(text(body, "reason"), Reason.CARD_DECLINED));
        }
        return response.getStatus() == 200 && charged(text(body, "payment_id")) instanceof Charged charged
                ? charged
                : new CannotSay();
    }

    private static Payment charged(Response response) {
        return charged(text(body(response), "payment_id"));
    }

    /** An answer without a payment id is no answer: asked again under the same key, it may come to its senses. */
    private static Payment charged(String paymentId) {
        return paymentId != null && Fields.isName(paymentId, LONGEST_ID)
                ? new Charged(paymentId)
                : new NotNow(SHORTEST_PAUSE);
    }

    private static ObjectNode body(Response response) {
        try (response) {
            return Fields.OF_CLIENTS.object(response.hasEntity() ? response.readEntity(byte[].class) : null);
        } catch (Fault noJson) {
            return Fields.newObject();
        }
    }

    private static String text(ObjectNode body, String field) {
        return body.path(field).textValue();
    }

    private static Duration retryAfter(Response response) {
        String seconds = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        if (seconds == null || !seconds.matches("\\d{1,5}")) {
            return SHORTEST_PAUSE;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }
}
