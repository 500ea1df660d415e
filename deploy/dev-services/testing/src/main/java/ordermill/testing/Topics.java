package ordermill.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A plain Kafka client of the test: writes records, and reads all that stands in the topics that it is asked for. */
public final class Topics implements AutoCloseable {

    static {
        Awaiting.looksAtOnceAndOften();
    }

    private static final Duration AT_ONCE = Duration.ofMillis(50);

    private final Map<String, Object> settings;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, KafkaConsumer<byte[], byte[]>> consumers = new HashMap<>();
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> seen = new HashMap<>();

    public Topics(String bootstrapServers) {
        settings = Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 200);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns when the broker has the record; key and value may be null. */
    public RecordMetadata send(String topic, String key, String value) {
        return send(record(topic, key, value));
    }

    public RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        return send(List.of(record)).get(0);
    }

    /** Returns when the broker has all the records, which may arrive in few requests. */
    public List<RecordMetadata> send(Collection<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sends =
                records.stream().map(producer::send).toList();
        producer.flush();
        return sends.stream().map(Topics::sent).toList();
    }

    private static RecordMetadata sent(Future<RecordMetadata> send) {
        try {
            return send.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record was not sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a record was sent", e);
        }
    }

    /** All records that the topic has by now and the key of which is this one; null for those without a key. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, String key) {
        byte[] bytes = bytes(key);
        return all(topic).stream()
                .filter(record -> Arrays.equals(bytes, record.key()))
                .toList();
    }

    /** All records that the topic has by now, those of a partition in their order. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        var records = seen.computeIfAbsent(topic, name -> new ArrayList<>());
        var consumer = consumers.computeIfAbsent(topic, this::consumer);
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(AT_ONCE).forEach(records::add);
        }
        return List.copyOf(records);
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        Map<String, Object> fromTheBeginning = new HashMap<>(settings);
        fromTheBeginning.put("auto.offset.reset", "earliest");
        fromTheBeginning.put("enable.auto.commit", false);
        var consumer = new KafkaConsumer<>(fromTheBeginning, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
        return consumer;
    }

    /** A record to be sent, to which the test may add headers; key and value may be null. */
    public static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
        return new ProducerRecord<>(topic, bytes(key), bytes(value));
    }

    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return text(record.key());
    }

    public static String value(ConsumerRecord<byte[], byte[]> record) {
        return text(record.value());
    }

    /** The last header of this name; null if there is none. */
    public static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    /** Why the record is a dead letter; null if it does not say. */
    public static String reason(ConsumerRecord<?, ?> deadLetter) {
        return header(deadLetter, "dead-letter-reason");
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    @Override
    public synchronized void close() {
        producer.close(Duration.ZERO);
        consumers.values().forEach(KafkaConsumer::close);
    }
}
