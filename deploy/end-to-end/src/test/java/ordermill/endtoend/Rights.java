package ordermill.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What each of Kafka's users may do in production: the overlay's KafkaUsers as the broker's rights, and no others. */
final class Rights {

    private static final Path USERS = Path.of("../kubernetes/overlays/production/users.yaml");
    private static final Pattern USER = Pattern.compile("metadata:\\s+name: (\\w+)");
    private static final Pattern RIGHT = Pattern.compile(
            "type: (topic|group)\\s+name: (\\S+)\\s+patternType: literal\\s+operations: \\[([\\w, ]+)]");

    private Rights() {}

    static List<AclBinding> all() throws IOException {
        return Stream.of(Files.readString(USERS).split("\n---\n"))
                .flatMap(Rights::ofOne)
                .toList();
    }

    private static Stream<AclBinding> ofOne(String kafkaUser) {
        String name =
                USER.matcher(kafkaUser).results().findFirst().orElseThrow().group(1);
        return RIGHT.matcher(kafkaUser).results().flatMap(right -> {
            var type = ResourceType.valueOf(right.group(1).toUpperCase(Locale.ROOT));
            var resource = new ResourcePattern(type, right.group(2), PatternType.LITERAL);
            return Stream.of(right.group(3).split(", "))
                    .map(operation -> AclOperation.valueOf(operation.toUpperCase(Locale.ROOT)))
                    .map(operation -> new AclBinding(
                            resource, new AccessControlEntry("User:" + name, "*", operation, AclPermissionType.ALLOW)));
        });
    }
}
