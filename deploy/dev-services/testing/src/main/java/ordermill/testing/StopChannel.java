package ordermill.testing;

import java.time.Duration;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;

/** Lets an incoming channel die as it does of a fault of the client: the application does not live on after it. */
public final class StopChannel {

    private StopChannel() {}

    /** Closes the channel's consumers, each on the thread that polls it. */
    public static void close(KafkaClientService kafka, String channel) {
        var consumers = kafka.<byte[], byte[]>getConsumers(channel);
        if (consumers.isEmpty()) {
            throw new IllegalArgumentException("no Kafka consumer feeds the channel " + channel);
        }
        consumers.forEach(StopChannel::close);
    }

    private static void close(KafkaConsumer<byte[], byte[]> channel) {
        channel.runOnPollingThread(consumer -> {
                    consumer.close();
                })
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
