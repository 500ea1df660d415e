package ordermill.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hands polls to channels on the in-memory connector, as the Kafka connector would, and says when they are acknowledged. */
public final class Polls {

    private static final int PARTITIONS = 12;
    private static final int SECONDS = 30;
    private static final AtomicLong OFFSETS = new AtomicLong();

    private final InMemoryConnector channels;

    /** @param channels as injected with {@code @Any} */
    public Polls(InMemoryConnector channels) {
        this.channels = channels;
    }

    /** The settings of a test profile that lets the test feed these incoming channels. */
    public static Map<String, String> inMemory(String... channels) {
        return Arrays.stream(channels)
                .collect(Collectors.toMap(
                        channel -> "mp.messaging.incoming." + channel + ".connector",
                        channel -> InMemoryConnector.CONNECTOR));
    }

    /** A record as it is polled, at an offset of its own, in its key's partition; key and value may be null. */
    public static ConsumerRecord<byte[], byte[]> record(String topic, String key, String value) {
        return record(topic, key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    }

    public static ConsumerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                key == null ? 0 : Utils.toPositive(Utils.murmur2(key)) % PARTITIONS,
                OFFSETS.getAndIncrement(),
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** One poll of these records; the same record a second time is its redelivery. */
    @SafeVarargs
    public static ConsumerRecords<byte[], byte[]> poll(ConsumerRecord<byte[], byte[]>... records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = Arrays.stream(records)
                .collect(Collectors.groupingBy(
                        record -> new TopicPartition(record.topic(), record.partition()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return new ConsumerRecords<>(byPartition, Map.of());
    }

    /** Hands the records over as one poll and returns when it is acknowledged; fails if that is refused. */
    @SafeVarargs
    public final void deliver(String channel, ConsumerRecord<byte[], byte[]>... records) {
        send(channel, records).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** The same poll once, and when it is acknowledged once more. */
    @SafeVarargs
    public final void deliverTwice(String channel, ConsumerRecord<byte[], byte[]>... records) {
        deliver(channel, records);
        deliver(channel, records);
    }

    /** Hands the records over as one poll; what it returns ends with the acknowledgement, for a test that looks between. */
    @SafeVarargs
    public final CompletableFuture<Void> send(String channel, ConsumerRecord<byte[], byte[]>... records) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        channels.<Message<ConsumerRecords<byte[], byte[]>>>source(channel)
                .runOnVertxContext(true)
                .send(Message.of(
                        poll(records),
                        () -> {
                            acknowledged.complete(null);
                            return CompletableFuture.completedFuture(null);
                        },
                        refusal -> {
                            acknowledged.completeExceptionally(refusal);
                            return CompletableFuture.completedFuture(null);
                        }));
        return acknowledged;
    }
}
