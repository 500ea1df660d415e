package ordermill.analytics.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import ordermill.chassis.DeadLetters;
import ordermill.chassis.Fields;

/**
 * The records that stand in the topics {@code <topic>_dlq}, asked of Kafka itself, so that any replica knows the same;
 * only when somebody looks, and for all who look at most every few seconds.
 */
@ApplicationScoped
public class CountDeadLetters {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration KNOWN_FOR = Duration.ofSeconds(3);

    private final AskKafka kafka;
    private final Shared<ObjectNode> waiting = new Shared<>("the dead letters", KNOWN_FOR, this::ask);
    private volatile double total = Double.NaN;

    CountDeadLetters(AskKafka kafka, MeterRegistry meters) {
        this.kafka = kafka;
        Gauge.builder("analytics.dead.letters.waiting", this, CountDeadLetters::totalAtTheLastLook)
                .description("Records in the topics that end in _dlq, as of the last look.")
                .strongReference(true)
                .register(meters);
    }

    /** Else the gauge would come with the first who opens the dashboard. */
    void begin(@Observes StartupEvent start) {}

    /** {@code {"total":3,"by_topic":{"order_details_dlq":3}}}, empty topics left out; null where Kafka does not say. */
    public Uni<ObjectNode> waiting() {
        return waiting.current();
    }

    private Uni<ObjectNode> ask() {
        return kafka.admin()
                .chain(this::count)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                // Not known, which is no reason to hide the rest; the channels' health tells that Kafka is away.
                .recoverWithNull()
                .invoke(letters -> total =
                        letters == null ? Double.NaN : letters.get("total").doubleValue());
    }

    private Uni<ObjectNode> count(Admin admin) {
        return kafka.answer(admin.listTopics().names())
                .map(topics -> topics.stream()
                        .filter(topic -> topic.endsWith(DeadLetters.SUFFIX))
                        .toList())
                .chain(topics -> kafka.answer(admin.describeTopics(topics).allTopicNames()))
                .chain(topics -> {
                    var ends = offsets(admin, topics.values(), OffsetSpec.latest());
                    var beginnings = offsets(admin, topics.values(), OffsetSpec.earliest());
                    return Uni.combine().all().unis(ends, beginnings).with(CountDeadLetters::between);
                });
    }

    private Uni<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Admin admin, Collection<TopicDescription> topics, OffsetSpec which) {
        KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets = admin.listOffsets(topics.stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .collect(Collectors.toMap(Function.identity(), partition -> which)))
                .all();
        return kafka.answer(offsets);
    }

    private static ObjectNode between(
            Map<TopicPartition, ListOffsetsResultInfo> ends, Map<TopicPartition, ListOffsetsResultInfo> beginnings) {
        var byTopic = new TreeMap<String, Long>();
        // A partition may have been emptied between the two answers.
        ends.forEach((partition, end) -> byTopic.merge(
                partition.topic(),
                Math.max(0, end.offset() - beginnings.get(partition).offset()),
                Long::sum));
        ObjectNode waiting = Fields.newObject()
                .put(
                        "total",
                        byTopic.values().stream().mapToLong(Long::longValue).sum());
        ObjectNode topics = waiting.putObject("by_topic");
        byTopic.forEach((topic, letters) -> {
            if (letters > 0) {
                topics.put(topic, letters);
            }
        });
        return waiting;
    }

    /** Whoever reads the gauge looks, too, and reads at the next time what is there now. */
    private double totalAtTheLastLook() {
        waiting().subscribe().with(letters -> {});
        return total;
    }
}
