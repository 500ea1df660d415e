package ordermill.notifications;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;

/** A record that cannot be read, as it goes to {@code <topic>_dlq}: untouched, with where it came from and why. */
final class DeadLetter {

    /** With its headers a larger value would pass Kafka's limit, and block the channel; the coordinates lead to it. */
    private static final int MAX_VALUE_BYTES = 1_000_000;

    private static final Logger LOG = Logger.getLogger(DeadLetter.class);

    private DeadLetter() {}

    static ProducerRecord<String, byte[]> of(ConsumerRecord<String, byte[]> record, RuntimeException why) {
        String reason =
                why instanceof Unreadable ? why.getMessage() : why.getClass().getName();
        LOG.warnf(
                "dead letter: topic=%s partition=%d offset=%d reason=%s",
                record.topic(), record.partition(), record.offset(), reason);
        boolean tooLarge = record.value() != null && record.value().length > MAX_VALUE_BYTES;
        var letter =
                new ProducerRecord<>(record.topic() + "_dlq", null, record.key(), tooLarge ? null : record.value());
        record.headers().forEach(header -> {
            // SmallRye's own mark on what it polled; the client did not send it.
            if (!header.key().startsWith("__smallrye")) {
                letter.headers().add(header);
            }
        });
        add(letter.headers(), "dead-letter-reason", tooLarge ? reason + "; the value is left where it was" : reason);
        add(letter.headers(), "dead-letter-exception-class-name", why.getClass().getName());
        add(letter.headers(), "dead-letter-topic", record.topic());
        add(letter.headers(), "dead-letter-partition", Integer.toString(record.partition()));
        add(letter.headers(), "dead-letter-offset", Long.toString(record.offset()));
        return letter;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
