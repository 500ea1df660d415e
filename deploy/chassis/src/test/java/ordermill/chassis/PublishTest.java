package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import ordermill.chassis.watching.Traces;

/** Rounds, with a sending thread that goes on when the test says so. */
class PublishTest {

    private final Queue<Runnable> sendingThread = new ArrayDeque<>();
    private final Kafka kafka = new Kafka();
    private final Publish publish = new Publish(
            service(Proxy.newProxyInstance(
                    PublishTest.class.getClassLoader(),
                    new Class<?>[] {KafkaProducer.class},
                    (proxy, method, arguments) -> runOnSendingThread(arguments[0]))),
            Traces.none(),
            null);

    @Test
    void roundIsDoneWhenEachRecordIsTaken() {
        CompletableFuture<Void> done = round("a", "b").subscribeAsCompletionStage();

        sendingThread.remove().run();

        assertThat(done).isCompleted();
        assertThat(kafka.asked).isEqualTo(2);
    }

    @Test
    void topicThatCannotBeFoundHoldsTheThreadUpOnceARound() {
        kafka.away = true;
        CompletableFuture<Void> done = round("a", "b", "c").subscribeAsCompletionStage();

        sendingThread.remove().run();

        assertThatThrownBy(done::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(kafka.asked).isEqualTo(1);
    }

    @Test
    void roundThatNobodyWaitsForAnyMoreIsNotSent() {
        var given =
                round("a", "b").ifNoItem().after(Duration.ofMillis(1)).fail().subscribeAsCompletionStage();
        assertThatThrownBy(given::join).hasCauseInstanceOf(io.smallrye.mutiny.TimeoutException.class);

        sendingThread.remove().run();

        assertThat(kafka.asked).isZero();
    }

    private Uni<Void> round(String... values) {
        return publish.all(List.of(values).stream()
                .map(value -> Publish.record("out", null, value.getBytes()))
                .toList());
    }

    private static KafkaClientService service(Object producer) {
        return (KafkaClientService) Proxy.newProxyInstance(
                PublishTest.class.getClassLoader(),
                new Class<?>[] {KafkaClientService.class},
                (proxy, method, arguments) -> producer);
    }

    @SuppressWarnings("unchecked")
    private Uni<Void> runOnSendingThread(Object action) {
        sendingThread.add(() -> ((Consumer<Producer<byte[], byte[]>>) action).accept(kafka));
        return Uni.createFrom().voidItem();
    }

    /** Takes each record at once, or finds its topic nowhere, as the real one says it: before its send returns. */
    private static final class Kafka extends MockProducer<byte[], byte[]> {

        private boolean away;
        private int asked;

        Kafka() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            asked++;
            if (away) {
                callback.onCompletion(null, new TimeoutException("Topic out not present in metadata"));
                return null;
            }
            return super.send(record, callback);
        }
    }
}
