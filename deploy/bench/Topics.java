import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates topics of 12 partitions. Arguments: bootstrap servers, topics. */
final class Topics {

    public static void main(String... arguments) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            List<NewTopic> topics = Arrays.stream(arguments)
                    .skip(1)
                    .map(topic -> new NewTopic(topic, Optional.of(12), Optional.empty()))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    private Topics() {}
}
