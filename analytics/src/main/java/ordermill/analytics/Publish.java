package ordermill.analytics;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Sends a batch in one round on the producer behind the channel, and succeeds when the broker has acknowledged all of it. */
@ApplicationScoped
class Publish {

    static final String CHANNEL = "analytics_result";

    private final KafkaClientService kafka;

    /** The emitter is not used: asking for it makes SmallRye connect the channel, and so its producer. */
    Publish(KafkaClientService kafka, @Channel(CHANNEL) Emitter<byte[]> connected) {
        this.kafka = kafka;
    }

    Uni<Void> all(List<ProducerRecord<String, byte[]>> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .emitter(emitter -> kafka.<String, byte[]>getProducer(CHANNEL)
                        .runOnSendingThread(producer -> {
                            send(producer, records, emitter);
                        })
                        .subscribe()
                        .with(sent -> {}, emitter::fail));
    }

    private static void send(
            Producer<String, byte[]> producer,
            List<ProducerRecord<String, byte[]>> records,
            UniEmitter<? super Void> emitter) {
        AtomicInteger open = new AtomicInteger(records.size());
        AtomicReference<Exception> failed = new AtomicReference<>();
        for (ProducerRecord<String, byte[]> record : records) {
            producer.send(record, (metadata, failure) -> {
                if (failure != null) {
                    failed.set(failure);
                }
                if (open.decrementAndGet() == 0) {
                    finish(emitter, failed.get());
                }
            });
        }
    }

    private static void finish(UniEmitter<? super Void> emitter, Exception failure) {
        if (failure == null) {
            emitter.complete(null);
        } else {
            emitter.fail(failure);
        }
    }
}
