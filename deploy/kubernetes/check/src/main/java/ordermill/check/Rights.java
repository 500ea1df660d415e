package ordermill.check;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a service reads and writes, by deploy/asyncapi.yaml and its own channels -> is it what its user may, no less and no
 * more? And does KEDA look at groups that there are?
 */
final class Rights {

    private static final Pattern INCOMING = Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\..+");

    private final Manifests manifests;
    private final JsonNode flow;
    private final List<String> findings = new ArrayList<>();

    private Rights(Manifests manifests, JsonNode flow) {
        this.manifests = manifests;
        this.flow = flow;
    }

    static List<String> findings(Manifests manifests, Path deploy) throws IOException {
        var rights = new Rights(
                manifests, Manifests.YAML.readTree(deploy.resolve("asyncapi.yaml").toFile()));
        Set<String> groups = new TreeSet<>();
        for (JsonNode tag : rights.flow.at("/info/tags")) {
            String service = tag.get("name").asText();
            Properties settings = new Properties();
            try (Reader file = Files.newBufferedReader(
                    deploy.resolveSibling(service + "/src/main/resources/application.properties"))) {
                settings.load(file);
            }
            groups.addAll(rights.judge(service, settings));
        }
        rights.judgeScaling(groups);
        return rights.findings;
    }

    /** @return its consumer groups */
    private Set<String> judge(String service, Properties settings) {
        Set<String> reads = operations(service, "receive");
        Set<String> groups = new TreeSet<>();
        settings.stringPropertyNames().stream()
                .map(INCOMING::matcher)
                .filter(name -> name.matches())
                .forEach(name -> {
                    String channel = "mp.messaging.incoming." + name.group(1);
                    String topics = settings.getProperty(
                            channel + ".topics", settings.getProperty(channel + ".topic", name.group(1)));
                    reads.addAll(List.of(topics.trim().split("\\s*,\\s*")));
                    groups.add(settings.getProperty(channel + ".group.id", service));
                });
        same(service, "read the topics", reads, allowed(service, "topic", "Read"));
        same(service, "write the topics", operations(service, "send"), allowed(service, "topic", "Write"));
        same(service, "read as the groups", groups, allowed(service, "group", "Read"));
        return groups;
    }

    private void judgeScaling(Set<String> groups) {
        Set<String> watched = manifests
                .of("ScaledObject")
                .flatMap(scaled -> scaled.at("/spec/triggers").findValuesAsText("consumerGroup").stream())
                .collect(Collectors.toCollection(TreeSet::new));
        watched.removeAll(groups);
        watched.forEach(group -> findings.add(
                "%s: KEDA looks at the group %s, which no service has".formatted(manifests.overlay(), group)));
    }

    private Set<String> operations(String service, String action) {
        Set<String> topics = new TreeSet<>();
        flow.get("operations").forEach(operation -> {
            if (operation.at("/tags/0/name").asText().equals(service)
                    && operation.get("action").asText().equals(action)) {
                String channel = operation.at("/channel/$ref").asText();
                topics.add(flow.at(channel.substring(1)).path("address").asText());
            }
        });
        return topics;
    }

    private Set<String> allowed(String service, String type, String operation) {
        return manifests
                .of("KafkaUser")
                .filter(user -> Manifests.name(user).equals(service))
                .flatMap(user -> Stream.of(user.at("/spec/authorization/acls")).flatMap(Rights::each))
                .filter(rule -> rule.at("/resource/type").asText().equals(type))
                .filter(rule -> each(rule.get("operations"))
                        .anyMatch(one -> one.asText().equals(operation)))
                .map(rule -> rule.at("/resource/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void same(String service, String what, Set<String> needs, Set<String> may) {
        if (!needs.equals(may)) {
            Set<String> missing = new TreeSet<>(needs);
            missing.removeAll(may);
            Set<String> more = new TreeSet<>(may);
            more.removeAll(needs);
            findings.add("%s: KafkaUser %s: to %s, lacks %s, has needlessly %s"
                    .formatted(manifests.overlay(), service, what, missing, more));
        }
    }

    private static Stream<JsonNode> each(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all.stream();
    }
}
