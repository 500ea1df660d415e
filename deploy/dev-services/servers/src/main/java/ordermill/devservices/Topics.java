package ordermill.devservices;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics that are missing, next to others who do the same. */
public final class Topics {

    private static final Set<String> COMPACTED = Set.of("analytics_result");

    private Topics() {}

    public static void create(String bootstrapServers, Map<String, Integer> partitionsByTopic) {
        QuietLogs.on();
        var topics = partitionsByTopic.entrySet().stream()
                .map(topic -> newTopic(topic.getKey(), topic.getValue()))
                .toList();
        if (topics.isEmpty()) {
            return;
        }
        var thread = Thread.currentThread();
        var callersLoader = thread.getContextClassLoader();
        thread.setContextClassLoader(Topics.class.getClassLoader());
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (var created : admin.createTopics(topics).values().values()) {
                awaitTopic(created);
            }
        } finally {
            thread.setContextClassLoader(callersLoader);
        }
    }

    private static void awaitTopic(org.apache.kafka.common.KafkaFuture<Void> created) {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("topics could not be created", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        }
    }

    private static NewTopic newTopic(String name, int partitions) {
        var topic = new NewTopic(name, partitions, (short) 1);
        return COMPACTED.contains(name)
                ? topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
                : topic;
    }
}
