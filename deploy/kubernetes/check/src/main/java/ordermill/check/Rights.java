package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a service reads and writes, by deploy/asyncapi.yaml and its own channels -> is it what its user may, no less and no
 * more? And does KEDA look at just the groups of the service that it scales, and may it?
 */
final class Rights {

    /** Reads heartbeats, which are no work. */
    private static final String UNSCALED = "timestamp";

    private static final String KEDA = "keda";

    private final Manifests manifests;
    private final Checkout checkout;
    private final List<String> findings = new ArrayList<>();

    private Rights(Manifests manifests, Checkout checkout) {
        this.manifests = manifests;
        this.checkout = checkout;
    }

    static List<String> findings(Manifests manifests, Checkout checkout) {
        var rights = new Rights(manifests, checkout);
        checkout.services().forEach(rights::judge);
        rights.judgeKeda();
        manifests.of("KafkaUser").forEach(rights::isPlain);
        return rights.findings;
    }

    private void judge(String service) {
        var groups = checkout.groups(service);
        Set<String> reads = checkout.operations(service, "receive");
        groups.values().forEach(reads::addAll);
        Set<String> writes = checkout.operations(service, "send");
        Set<String> topics = new TreeSet<>(reads);
        topics.addAll(writes);
        same(service, "read the topics", reads, allowed(service, "topic", "Read"));
        same(service, "write the topics", writes, allowed(service, "topic", "Write"));
        // More does no harm: analytics counts all dead letters.
        topics.removeAll(allowed(service, "topic", "Describe"));
        same(service, "describe the topics", topics, Set.of());
        same(service, "read as the groups", groups.keySet(), allowed(service, "group", "Read"));
        same(service, "describe the groups", groups.keySet(), allowed(service, "group", "Describe"));

        Set<String> work = new TreeSet<>();
        groups.forEach((group, read) -> {
            if (!read.equals(Set.of(UNSCALED))) {
                work.add(group);
            }
        });
        Set<String> watched = new TreeSet<>();
        manifests
                .of("ScaledObject")
                .filter(scaled ->
                        scaled.at("/spec/scaleTargetRef/name").asText().equals(service))
                .flatMap(Rights::triggers)
                .forEach(trigger -> {
                    String group = trigger.path("consumerGroup").asText();
                    String topic = trigger.path("topic").asText();
                    watched.add(group);
                    if (!topic.isEmpty()
                            && !groups.getOrDefault(group, Set.of()).contains(topic)) {
                        find("KEDA looks at %s of the group %s, which does not read it".formatted(topic, group));
                    }
                });
        if (!watched.equals(work)) {
            find("KEDA looks at the groups %s for %s, which has %s".formatted(watched, service, work));
        }
    }

    private void judgeKeda() {
        Set<String> groups = new TreeSet<>();
        Set<String> topics = new TreeSet<>();
        manifests.of("ScaledObject").flatMap(Rights::triggers).forEach(trigger -> {
            String group = trigger.path("consumerGroup").asText();
            groups.add(group);
            checkout.services()
                    .forEach(service -> topics.addAll(
                            trigger.has("topic")
                                    ? Set.of(trigger.get("topic").asText())
                                    : checkout.groups(service).getOrDefault(group, Set.of())));
        });
        same(KEDA, "describe the groups", groups, allowed(KEDA, "group", "Describe"));
        same(KEDA, "describe the topics", topics, allowed(KEDA, "topic", "Describe"));
    }

    /** A user has a password, and what it may is said of one name each, from wherever it comes. */
    private void isPlain(JsonNode user) {
        boolean plain = user.at("/spec/authentication/type").asText().equals("scram-sha-512")
                && user.at("/spec/authorization/type").asText().equals("simple")
                && Manifests.each(user.at("/spec/authorization/acls"))
                        .allMatch(rule -> rule.path("type").asText("allow").equals("allow")
                                && rule.path("host").asText("*").equals("*")
                                && rule.at("/resource/patternType")
                                        .asText("literal")
                                        .equals("literal"));
        if (!plain) {
            find(Manifests.title(user) + " has no password, or rules that are not plain");
        }
    }

    private static Stream<JsonNode> triggers(JsonNode scaled) {
        return Manifests.each(scaled.at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .map(trigger -> trigger.get("metadata"));
    }

    private Set<String> allowed(String user, String type, String operation) {
        return manifests
                .of("KafkaUser")
                .filter(one -> Manifests.name(one).equals(user))
                .flatMap(one -> Manifests.each(one.at("/spec/authorization/acls")))
                .filter(rule -> rule.at("/resource/type").asText().equals(type))
                .filter(rule -> Manifests.each(rule.get("operations"))
                        .anyMatch(one -> one.asText().equals(operation)))
                .map(rule -> rule.at("/resource/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void same(String user, String what, Set<String> needs, Set<String> may) {
        if (!needs.equals(may)) {
            Set<String> missing = new TreeSet<>(needs);
            missing.removeAll(may);
            Set<String> more = new TreeSet<>(may);
            more.removeAll(needs);
            find("KafkaUser %s: to %s, lacks %s, has needlessly %s".formatted(user, what, missing, more));
        }
    }

    private void find(String finding) {
        findings.add(manifests.overlay() + ": " + finding);
    }
}
