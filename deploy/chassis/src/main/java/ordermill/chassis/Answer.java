package ordermill.chassis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a poll's work yields: records to publish, and records of the poll that it refuses. */
public final class Answer {

    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> causes = new ArrayList<>();
    private final Map<ConsumerRecord<byte[], byte[]>, Fault> refused = new LinkedHashMap<>();

    /** An answer that nobody hears. */
    public static Answer none() {
        return new Answer();
    }

    /** @param cause the record of the poll that this is the answer to: it goes on in the same trace */
    public Answer publish(ConsumerRecord<byte[], byte[]> cause, String topic, String key, byte[] value) {
        records.add(Publish.record(topic, key, value));
        causes.add(cause);
        return this;
    }

    /** This record becomes a dead letter. */
    public Answer refuse(ConsumerRecord<byte[], byte[]> record, Fault fault) {
        refused.put(record, fault);
        return this;
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** What each of the {@link #records} comes of. */
    List<ConsumerRecord<byte[], byte[]>> causes() {
        return causes;
    }

    Map<ConsumerRecord<byte[], byte[]>, Fault> refused() {
        return refused;
    }
}
