package ordermill.notifications;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** order_confirmed -> a mail to the customer and order_email_sent. Redelivery publishes the stored event again, which is harmless. */
@ApplicationScoped
class SendOrderEmails {

    private static final String CHANNEL = "order_confirmed";

    private final SendEmails sendEmails;

    SendOrderEmails(SendEmails sendEmails) {
        this.sendEmails = sendEmails;
    }

    @Incoming(CHANNEL)
    Uni<Void> send(ConsumerRecords<String, byte[]> records) {
        return sendEmails.send(CHANNEL, "order", records, OrderConfirmed::read);
    }
}
