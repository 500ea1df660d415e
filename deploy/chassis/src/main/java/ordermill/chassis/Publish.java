package ordermill.chassis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

import ordermill.chassis.watching.Traces;

/** Records -> Kafka, on the producer behind the channel {@code published}; done when every in-sync replica has them. */
@ApplicationScoped
public class Publish {

    public static final String CHANNEL = "published";

    /** A lone record that waited longer for its turn fails: whoever sent it was, or is about to be, told to try again. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(800).toNanos();

    private static final int MOST_IN_FLIGHT = 20_000;

    /** Half of the producer's buffer, in bytes: with less in flight a send need not wait for room. */
    private static final long ROOM = 16_000_000;

    private final KafkaClientService kafka;
    private final Traces traces;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytesInFlight = new AtomicLong();

    /** Topics whose last record was taken: the producer knows them, so that its send returns at once, even on an event loop. */
    private final Set<String> flowing = ConcurrentHashMap.newKeySet();

    /** The emitter is not used: asking for it makes SmallRye connect the channel, and so its producer. */
    Publish(KafkaClientService kafka, Traces traces, @Channel(CHANNEL) Emitter<byte[]> connected) {
        this.kafka = kafka;
        this.traces = traces;
    }

    /** A record of a topic, its key in UTF-8. */
    public static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Asks where the topic is before the first record does. */
    public Uni<Void> know(String topic) {
        return producer().partitionsFor(topic).replaceWithVoid();
    }

    /** Sends all in one round; fails with a failure about data rather than with one that another try would mend. */
    public Uni<Void> all(List<ProducerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().emitter(emitter -> {
            var round = new Round(records, emitter);
            producer().runOnSendingThread(round::send).subscribe().with(sent -> {}, emitter::fail);
        });
    }

    /** Sends one record as all others of a round, in the trace that it belongs to; null is none. */
    public Uni<Void> inTrace(String traceparent, ProducerRecord<byte[], byte[]> record) {
        return traces.sending(Traces.carry(traceparent, record), all(List.of(record)));
    }

    /** Sends one record, and never holds up the thread that asks; fails within the producer's limits where Kafka is away. */
    public Uni<RecordMetadata> one(ProducerRecord<byte[], byte[]> record) {
        if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
            inFlight.decrementAndGet();
            return Uni.createFrom().failure(new TimeoutException("too many records are waiting for Kafka"));
        }
        int bytes = record.value().length;
        boolean room = bytesInFlight.addAndGet(bytes) < ROOM;
        Uni<RecordMetadata> sent = Uni.createFrom().emitter(emitter -> {
            if (room && flowing.contains(record.topic())) {
                send(producer().unwrap(), record, emitter);
            } else {
                sendWhereItMayWait(record, emitter);
            }
        });
        return traces.sending(record, sent).eventually(() -> {
            inFlight.decrementAndGet();
            bytesInFlight.addAndGet(-bytes);
        });
    }

    private void sendWhereItMayWait(ProducerRecord<byte[], byte[]> record, UniEmitter<? super RecordMetadata> emitter) {
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
            Producer<byte[], byte[]> kafkas,
            ProducerRecord<byte[], byte[]> record,
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

    private KafkaProducer<byte[], byte[]> producer() {
        return kafka.getProducer(CHANNEL);
    }

    /**
     * Records that are sent together. The sending thread is everybody's: a round that nobody waits for any more is not
     * sent, and one that has failed is not sent to its end, since each record may wait for a topic that is away.
     */
    private static final class Round implements Callback {

        private final List<ProducerRecord<byte[], byte[]>> records;
        private final UniEmitter<? super Void> emitter;
        private final AtomicInteger open;
        private final AtomicReference<Exception> failed = new AtomicReference<>();
        private volatile boolean over;

        Round(List<ProducerRecord<byte[], byte[]>> records, UniEmitter<? super Void> emitter) {
            this.records = records;
            this.emitter = emitter;
            open = new AtomicInteger(records.size());
            emitter.onTermination(() -> over = true);
        }

        void send(Producer<byte[], byte[]> kafkas) {
            int sent = 0;
            for (ProducerRecord<byte[], byte[]> record : records) {
                if (over || failed.get() != null) {
                    break;
                }
                kafkas.send(record, this);
                sent++;
            }
            if (sent > 0) {
                // All of the round is handed over: now, and in few requests, which costs the broker half as much.
                kafkas.flush();
            }
            end(records.size() - sent);
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure != null) {
                failed.accumulateAndGet(failure, Round::worse);
            }
            end(1);
        }

        private static Exception worse(Exception before, Exception now) {
            return before == null || Failure.of(now) == Failure.DATA ? now : before;
        }

        private void end(int ended) {
            if (ended > 0 && open.addAndGet(-ended) == 0) {
                if (failed.get() == null) {
                    emitter.complete(null);
                } else {
                    emitter.fail(failed.get());
                }
            }
        }
    }
}
