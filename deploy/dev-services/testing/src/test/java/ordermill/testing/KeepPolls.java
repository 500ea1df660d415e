package ordermill.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The application under test: polls -> a list; a record whose value is "refuse" makes it refuse the poll. */
@ApplicationScoped
class KeepPolls {

    record Kept(boolean onEventLoop, List<ConsumerRecord<byte[], byte[]>> records) {}

    private final List<Kept> polls = new CopyOnWriteArrayList<>();

    @Incoming("kept")
    Uni<Void> keep(ConsumerRecords<byte[], byte[]> poll) {
        List<ConsumerRecord<byte[], byte[]>> records = new java.util.ArrayList<>();
        poll.forEach(records::add);
        if (records.stream().anyMatch(record -> "refuse".equals(Topics.value(record)))) {
            return Uni.createFrom().failure(new IllegalArgumentException("refused"));
        }
        polls.add(new Kept(Context.isOnEventLoopThread(), records));
        return Uni.createFrom().voidItem();
    }

    List<Kept> polls() {
        return polls;
    }
}
