package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold in production: who is asked whether traffic comes, an orderly end, drains, lag that is no reason to scale. */
final class Holds {

    private static final Set<String> PROBES = Set.of(
            "startupProbe /q/health/started management",
            "readinessProbe /q/health/group/http management",
            "livenessProbe /q/health/live management");

    private final Manifests manifests;
    private final List<String> findings = new ArrayList<>();

    private Holds(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> findings(Manifests manifests) {
        var holds = new Holds(manifests);
        manifests.of("Deployment").forEach(holds::deployment);
        manifests.of("PodDisruptionBudget").forEach(holds::budget);
        manifests.of("ScaledObject").forEach(holds::scaled);
        manifests.of("Kafka").forEach(holds::kafka);
        manifests.of("NetworkPolicy").forEach(holds::policy);
        holds.notOpen();
        return holds.findings;
    }

    private void deployment(JsonNode deployment) {
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        for (String probe : PROBES) {
            String[] words = probe.split(" ");
            JsonNode get = container.at("/" + words[0] + "/httpGet");
            must(
                    deployment,
                    get.path("path").asText().equals(words[1])
                            && get.path("port").asText().equals(words[2]),
                    "%s is not %s on the port %s".formatted((Object[]) words));
        }
        int pause = container.at("/lifecycle/preStop/sleep/seconds").asInt();
        int grace = deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt();
        must(deployment, pause > 0, "stops before others know of it: no preStop sleep");
        must(deployment, grace >= pause + 2 * 10, "has %d s to end, of which %d are slept".formatted(grace, pause));
    }

    private void budget(JsonNode budget) {
        must(
                budget,
                budget.at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow"),
                "lets a pod that is never ready hold up a drain");
    }

    private void scaled(JsonNode scaled) {
        scaled.at("/spec/triggers").forEach(trigger -> {
            if (trigger.path("type").asText().equals("kafka")) {
                JsonNode metadata = trigger.get("metadata");
                String group = metadata.path("consumerGroup").asText();
                must(
                        scaled,
                        metadata.path("excludePersistentLag").asText().equals("true"),
                        "scales up %s during an outage: no excludePersistentLag".formatted(group));
                must(
                        scaled,
                        !metadata.path("offsetResetPolicy").asText().equals("earliest"),
                        "counts deleted records of %s as lag".formatted(group));
                must(scaled, metadata.has("version"), "asks for %s as Kafka 1.0 was asked".formatted(group));
            }
        });
    }

    private void kafka(JsonNode kafka) {
        JsonNode spec = kafka.at("/spec/kafka");
        must(
                kafka,
                spec.at("/quotas/minAvailableRatioPerVolume").asDouble() > 0,
                "writes until its disks are full: no minAvailableRatioPerVolume");
        must(
                kafka,
                spec.at("/config/delete.topic.enable").asText().equals("false"),
                "deletes a topic whose KafkaTopic is pruned");
    }

    /** An egress rule without "to" leads everywhere. */
    private void policy(JsonNode policy) {
        policy.at("/spec/egress").forEach(rule -> must(policy, rule.has("to"), "lets its pods reach the whole world"));
    }

    /** An allow list, on TLS, to the public port: by an Ingress too, if each of its paths leads to orders. */
    private void notOpen() {
        Stream.concat(manifests.of("HTTPRoute"), manifests.of("Ingress")).forEach(route -> Manifests.eachField(
                route, (holder, field) -> {
                    String value = holder.get(field).asText();
                    must(
                            route,
                            !(Set.of("value", "path").contains(field)
                                    && value.equals("/")
                                    && Set.of("PathPrefix", "Prefix")
                                            .contains(holder.path("type")
                                                    .asText(holder.path("pathType").asText()))),
                            "lets every path through but what it denies");
                }));
        must(
                manifests.objects().get(0),
                manifests.of("Certificate").findAny().isPresent(),
                "and all others: nobody asks for a certificate");
    }

    private void must(JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
