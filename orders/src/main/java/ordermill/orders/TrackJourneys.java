package ordermill.orders;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Every event of an order -> its journey. */
@ApplicationScoped
class TrackJourneys {

    private static final Logger LOG = Logger.getLogger(TrackJourneys.class);
    private static final String CHANNEL = "journeys";

    private final Journeys journeys;
    private final Publish publish;
    private final KeepTrying keepTrying;

    TrackJourneys(Journeys journeys, Publish publish, KeepTrying keepTrying) {
        this.journeys = journeys;
        this.publish = publish;
        this.keepTrying = keepTrying;
    }

    @Incoming(CHANNEL)
    Uni<Void> track(ConsumerRecords<String, byte[]> records) {
        List<Step> steps = new ArrayList<>();
        List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                steps.add(Step.read(record));
            } catch (RuntimeException unreadable) {
                if (record.topic().endsWith("_email_sent")) {
                    deadLetters.add(DeadLetter.of(record, unreadable));
                } else {
                    // The service that decides this topic writes the dead letter.
                    LOG.debugf(
                            "not tracked: topic=%s partition=%d offset=%d",
                            record.topic(), record.partition(), record.offset());
                }
            }
        }
        return keepTrying.until(CHANNEL, () -> journeys.add(steps).chain(() -> publish.all(deadLetters)));
    }
}
