package ordermill.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** One poll's records -> what they say; what cannot be read holds nobody up. */
@ApplicationScoped
class ReadRecords {

    private static final Logger LOG = Logger.getLogger(ReadRecords.class);

    private final MeterRegistry meters;

    ReadRecords(MeterRegistry meters) {
        this.meters = meters;
    }

    /** What was read, and the dead letters of what was not. */
    record Polled<T>(List<T> events, List<ProducerRecord<String, byte[]>> deadLetters) {}

    /** For a topic whose dead letters are written here. */
    <T> Polled<T> orDeadLetter(
            ConsumerRecords<String, byte[]> records, Function<ConsumerRecord<String, byte[]>, T> reader) {
        var polled = new Polled<T>(new ArrayList<>(records.count()), new ArrayList<>());
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                polled.events.add(reader.apply(record));
            } catch (RuntimeException unreadable) {
                polled.deadLetters.add(DeadLetter.of(record, unreadable));
                meters.counter("analytics.dead.letters", "topic", record.topic())
                        .increment();
            }
        }
        return polled;
    }

    /** For a topic whose dead letters another service writes. */
    <T> Polled<T> orSkip(ConsumerRecords<String, byte[]> records, Function<ConsumerRecord<String, byte[]>, T> reader) {
        var polled = new Polled<T>(new ArrayList<>(records.count()), List.of());
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                polled.events.add(reader.apply(record));
            } catch (RuntimeException unreadable) {
                LOG.warnf(
                        "skipped: topic=%s partition=%d offset=%d reason=%s",
                        record.topic(), record.partition(), record.offset(), DeadLetter.reason(unreadable));
                meters.counter("analytics.skipped.records", "topic", record.topic())
                        .increment();
            }
        }
        return polled;
    }
}
