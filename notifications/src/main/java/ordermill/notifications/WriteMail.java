package ordermill.notifications;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;

import ordermill.notifications.confirmed.Confirmed;
import ordermill.notifications.confirmed.OrderConfirmed;
import ordermill.notifications.confirmed.RideConfirmed;
import ordermill.notifications.mail.Email;

/** A confirmed order or ride -> the mail about it, as text and as HTML. */
@ApplicationScoped
class WriteMail {

    private final Template orderText;
    private final Template orderHtml;
    private final Template rideText;
    private final Template rideHtml;

    WriteMail(
            @Location("order.txt") Template orderText,
            @Location("order.html") Template orderHtml,
            @Location("ride.txt") Template rideText,
            @Location("ride.html") Template rideHtml) {
        this.orderText = orderText;
        this.orderHtml = orderHtml;
        this.rideText = rideText;
        this.rideHtml = rideHtml;
    }

    Email about(Confirmed confirmed, String messageId) {
        String subject = "Your %s %s is confirmed".formatted(confirmed.kind(), confirmed.id());
        return confirmed instanceof OrderConfirmed order
                ? new Email(order.address(), messageId, subject, order(orderText, order), order(orderHtml, order))
                : ride((RideConfirmed) confirmed, messageId, subject);
    }

    private Email ride(RideConfirmed ride, String messageId, String subject) {
        return new Email(ride.address(), messageId, subject, ride(rideText, ride), ride(rideHtml, ride));
    }

    private static String order(Template template, OrderConfirmed order) {
        return template.data("order", order).render();
    }

    private static String ride(Template template, RideConfirmed ride) {
        return template.data("ride", ride).render();
    }
}
