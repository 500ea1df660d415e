package ordermill.notifications;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.mailer.Mail;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;

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

    Mail about(Confirmed confirmed, String messageId) {
        Mail mail = confirmed instanceof OrderConfirmed order
                ? Mail.withText(
                                order.address(),
                                "Your order %s is confirmed".formatted(order.id()),
                                order(orderText, order))
                        .setHtml(order(orderHtml, order))
                : rideMail((RideConfirmed) confirmed);
        // The same at every attempt, so that whoever gets a mail twice can tell.
        return mail.addHeader("Message-ID", messageId).addHeader("Auto-Submitted", "auto-generated");
    }

    private Mail rideMail(RideConfirmed ride) {
        return Mail.withText(ride.address(), "Your ride %s is confirmed".formatted(ride.id()), ride(rideText, ride))
                .setHtml(ride(rideHtml, ride));
    }

    private static String order(Template template, OrderConfirmed order) {
        return template.data("order", order).render();
    }

    private static String ride(Template template, RideConfirmed ride) {
        return template.data("ride", ride).render();
    }
}
