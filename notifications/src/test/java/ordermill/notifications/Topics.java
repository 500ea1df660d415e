package ordermill.notifications;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A plain Kafka client of the test: writes records, and reads all that stands in the topics that it is asked for. */
final class Topics implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, KafkaConsumer<String, byte[]>> consumers = new ConcurrentHashMap<>();
    private final Map<String, List<ConsumerRecord<String, byte[]>>> seen = new ConcurrentHashMap<>();

    Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        producer = new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer());
    }

    void send(String topic, String key, String value) {
        sendBytes(topic, key, value.getBytes(StandardCharsets.UTF_8));
    }

    void sendBytes(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value));
        producer.flush();
    }

    /** All records with this key that the topic has by now. */
    synchronized List<ConsumerRecord<String, byte[]>> read(String topic, String key) {
        var records = seen.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>());
        consumers
                .computeIfAbsent(topic, this::consumer)
                .poll(Duration.ofMillis(50))
                .forEach(records::add);
        var ofKey = new ArrayList<ConsumerRecord<String, byte[]>>();
        records.stream().filter(record -> key.equals(record.key())).forEach(ofKey::add);
        return ofKey;
    }

    private KafkaConsumer<String, byte[]> consumer(String topic) {
        var properties = client();
        properties.put("group.id", "test-" + UUID.randomUUID());
        properties.put("auto.offset.reset", "earliest");
        var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new org.apache.kafka.common.TopicPartition(topic, info.partition()))
                .toList());
        return consumer;
    }

    private Properties client() {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumers.values().forEach(KafkaConsumer::close);
    }
}
