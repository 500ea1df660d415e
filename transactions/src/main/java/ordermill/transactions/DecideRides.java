package ordermill.transactions;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** ride_details -> ride_confirmed with the nearest free driver, or ride_rejected. Redelivery publishes the stored decision again. */
@ApplicationScoped
class DecideRides {

    private static final String CHANNEL = "ride_details";

    private final Rides rides;
    private final Publish publish;
    private final KeepTrying keepTrying;
    private final String emailDomain;

    DecideRides(
            Rides rides,
            Publish publish,
            KeepTrying keepTrying,
            @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.rides = rides;
        this.publish = publish;
        this.keepTrying = keepTrying;
        this.emailDomain = emailDomain;
    }

    @Incoming(CHANNEL)
    Uni<Void> decide(ConsumerRecords<String, byte[]> records) {
        Polled<RideDetails> asked = Polled.read(records, record -> RideDetails.read(record, emailDomain));
        return keepTrying.until(CHANNEL, () -> decide(asked));
    }

    private Uni<Void> decide(Polled<RideDetails> asked) {
        return rides.decisionsOf(asked.ids())
                .chain(known -> rides.decide(asked.unknownTo(known)).map(made -> {
                    Map<String, Rides.Decided> stored = new HashMap<>(known);
                    stored.putAll(made);
                    return asked.outcome(made, stored);
                }))
                .chain(publish::all);
    }
}
