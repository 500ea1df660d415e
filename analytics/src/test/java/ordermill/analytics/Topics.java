package ordermill.analytics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A plain Kafka client of the test: writes records, and reads all that stands in a topic. */
final class Topics implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, KafkaConsumer<String, byte[]>> consumers = new HashMap<>();
    private final Map<String, List<ConsumerRecord<String, byte[]>>> seen = new HashMap<>();

    Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void send(String topic, String key, String value) {
        send(new ProducerRecord<>(topic, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    void sendTo(int partition, String topic, String key, String value) {
        send(new ProducerRecord<>(topic, partition, key, value.getBytes(StandardCharsets.UTF_8)));
    }

    void send(ProducerRecord<String, byte[]> record) {
        producer.send(record);
    }

    /** All records that the topic has by now and the key of which is this one; null for those without a key. */
    List<ConsumerRecord<String, byte[]>> read(String topic, String key) {
        var records = seen.computeIfAbsent(topic, name -> new ArrayList<>());
        consumers
                .computeIfAbsent(topic, this::consumer)
                .poll(Duration.ofMillis(50))
                .forEach(records::add);
        return records.stream()
                .filter(record -> Objects.equals(key, record.key()))
                .toList();
    }

    private KafkaConsumer<String, byte[]> consumer(String topic) {
        var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        return consumer;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumers.values().forEach(KafkaConsumer::close);
    }
}
