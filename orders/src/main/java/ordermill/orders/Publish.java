package ordermill.orders;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jboss.logging.Logger;

/** Sends records on the producer behind the channel; each succeeds when every in-sync replica has it. */
@ApplicationScoped
class Publish {

    static final String CHANNEL = "accepted";

    /** A request that waited longer for its turn fails: its client was, or is about to be, told to try again. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(800).toNanos();

    private static final int MOST_IN_FLIGHT = 20_000;
    private static final int AT_ONCE = 256;

    /** Half of the producer's buffer, in bytes: with less in flight a send need not wait for room. */
    private static final long ROOM = 16_000_000;

    private static final Logger LOG = Logger.getLogger(Publish.class);

    private final KafkaClientService kafka;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytesInFlight = new AtomicLong();

    /** Topics whose last record was taken: the producer knows them, so that its send returns at once, even on an event loop. */
    private final Set<String> flowing = ConcurrentHashMap.newKeySet();

    /** The emitter is not used: asking for it makes SmallRye connect the channel, and so its producer. */
    Publish(KafkaClientService kafka, @Channel(CHANNEL) Emitter<byte[]> connected) {
        this.kafka = kafka;
    }

    /** Asks where the topics are before the first request does. */
    void warmUp(@Observes StartupEvent start) {
        for (Flow flow : Flow.values()) {
            producer()
                    .partitionsFor(flow.topic())
                    .subscribe()
                    .with(known -> {}, failure -> LOG.debugf("not known yet: %s", failure));
        }
    }

    Uni<RecordMetadata> one(ProducerRecord<String, byte[]> record) {
        if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
            inFlight.decrementAndGet();
            return Uni.createFrom().failure(new TimeoutException("too many records are waiting for Kafka"));
        }
        int bytes = record.value().length;
        boolean room = bytesInFlight.addAndGet(bytes) < ROOM;
        return Uni.createFrom()
                .<RecordMetadata>emitter(emitter -> {
                    if (room && flowing.contains(record.topic())) {
                        send(producer().unwrap(), record, emitter);
                    } else {
                        sendWhereItMayWait(record, emitter);
                    }
                })
                .eventually(() -> {
                    inFlight.decrementAndGet();
                    bytesInFlight.addAndGet(-bytes);
                });
    }

    private void sendWhereItMayWait(ProducerRecord<String, byte[]> record, UniEmitter<? super RecordMetadata> emitter) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        producer()
                .runOnSendingThread(kafkas -> {
                    if (System.nanoTime() - deadline > 0) {
                        emitter.fail(new TimeoutException("Kafka did not take a record in time"));
                    } else {
                        send(kafkas, record, emitter);
                    }
                })
                .subscribe()
                .with(sent -> {}, emitter::fail);
    }

    private void send(
            Producer<String, byte[]> kafkas,
            ProducerRecord<String, byte[]> record,
            UniEmitter<? super RecordMetadata> emitter) {
        kafkas.send(record, (metadata, failure) -> {
            if (failure == null) {
                flowing.add(record.topic());
                emitter.complete(metadata);
            } else {
                flowing.remove(record.topic());
                emitter.fail(failure);
            }
        });
    }

    private KafkaProducer<String, byte[]> producer() {
        return kafka.getProducer(CHANNEL);
    }

    Uni<Void> all(List<ProducerRecord<String, byte[]>> records) {
        return Multi.createFrom()
                .iterable(records)
                .onItem()
                .transformToUni(this::one)
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
