package ordermill.notifications;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** ride_confirmed -> a mail to the customer and ride_email_sent. Redelivery publishes the stored event again, which is harmless. */
@ApplicationScoped
class SendRideEmails {

    private static final String CHANNEL = "ride_confirmed";

    private final SendEmails sendEmails;

    SendRideEmails(SendEmails sendEmails) {
        this.sendEmails = sendEmails;
    }

    @Incoming(CHANNEL)
    Uni<Void> send(ConsumerRecords<String, byte[]> records) {
        return sendEmails.send(CHANNEL, "ride", records, RideConfirmed::read);
    }
}
