package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold of each deployment in production: who is asked whether traffic comes, an orderly end, drains, replicas. */
final class Holds {

    private static final Set<String> PROBES = Set.of(
            "startupProbe /q/health/started management",
            "readinessProbe /q/health/group/http management",
            "livenessProbe /q/health/live management");

    private final Manifests manifests;
    private final Checkout checkout;
    private final Pods pods;
    private final List<String> findings = new ArrayList<>();

    private Holds(Manifests manifests, Checkout checkout) {
        this.manifests = manifests;
        this.checkout = checkout;
        this.pods = Pods.of(manifests);
    }

    static List<String> findings(Manifests manifests, Checkout checkout) {
        var holds = new Holds(manifests, checkout);
        for (String service : checkout.services()) {
            manifests
                    .of("Deployment")
                    .filter(deployment -> Manifests.name(deployment).equals(service))
                    .findFirst()
                    .ifPresentOrElse(
                            holds::deployment,
                            () -> holds.findings.add(manifests.overlay() + ": no Deployment " + service));
        }
        manifests.of("ScaledObject").forEach(holds::scaled);
        return holds.findings;
    }

    /** @return the object that scales a deployment */
    static Optional<JsonNode> scaling(Manifests manifests, JsonNode deployment) {
        return manifests
                .of("ScaledObject")
                .filter(scaled ->
                        scaled.at("/spec/scaleTargetRef/name").asText().equals(Manifests.name(deployment)))
                .findFirst();
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
        int grace = deployment
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt();
        int end = pause + seconds(deployment, "quarkus.shutdown.timeout") + seconds(deployment, "chassis.stop-within");
        must(deployment, pause > 0, "stops before others know of it: no preStop sleep");
        must(deployment, grace > end, "has %d s to end, and takes up to %d".formatted(grace, end));
        must(
                deployment,
                deployment.at("/spec/minReadySeconds").asInt() >= end,
                "goes on to the next pod before the last one has left its connections: minReadySeconds below " + end);

        int least = scaling(manifests, deployment)
                .map(scaled -> scaled.at("/spec/minReplicaCount").asInt())
                .orElse(0);
        int most = scaling(manifests, deployment)
                .map(scaled -> scaled.at("/spec/maxReplicaCount").asInt())
                .orElse(least);
        must(deployment, least <= most, "is scaled to at least %d and at most %d".formatted(least, most));
        must(deployment, !deployment.get("spec").has("replicas"), "says how many replicas, which KEDA decides");
        must(deployment, least >= 2, "has not always two replicas: nothing scales it, or to fewer");
        budgets(deployment, least);
    }

    /** One budget has just the pods of a deployment, lets one of them go at a time, and never the last. */
    private void budgets(JsonNode deployment, int least) {
        var own = pods.selectedBy(deployment.at("/spec/selector"));
        var budgets = manifests
                .of("PodDisruptionBudget")
                .filter(budget -> own.stream().anyMatch(pod -> Pods.matches(budget.at("/spec/selector"), pod)))
                .toList();
        must(deployment, budgets.size() == 1, "has %d disruption budgets".formatted(budgets.size()));
        for (JsonNode budget : budgets) {
            must(budget, pods.selectedBy(budget.at("/spec/selector")).equals(own), "is about other pods too");
            must(
                    budget,
                    budget.at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow"),
                    "lets a pod that is never ready hold up a drain");
            int leave = budget.get("spec").has("maxUnavailable")
                    ? count(budget.at("/spec/maxUnavailable"), least)
                    : least - count(budget.at("/spec/minAvailable"), least);
            must(budget, leave >= 1 && leave < least, "lets %d of %d pods go".formatted(leave, least));
        }
    }

    /** Kubernetes rounds up what is a part of the pods. */
    static int count(JsonNode part, int pods) {
        String text = part.asText();
        return text.endsWith("%") ? (pods * Integer.parseInt(text.replace("%", "")) + 99) / 100 : part.asInt();
    }

    private void scaled(JsonNode scaled) {
        scaled.at("/spec/triggers").forEach(trigger -> {
            if (trigger.path("type").asText().equals("kafka")) {
                JsonNode metadata = trigger.path("metadata");
                metadata.fieldNames()
                        .forEachRemaining(name -> must(
                                scaled,
                                metadata.get(name).isTextual(),
                                "says %s as no text, which the API server refuses".formatted(name)));
                String group = metadata.path("consumerGroup").asText();
                must(
                        scaled,
                        metadata.path("excludePersistentLag").asText().equals("true"),
                        "scales up %s during an outage: no excludePersistentLag".formatted(group));
                must(
                        scaled,
                        !metadata.path("offsetResetPolicy").asText().equals("earliest"),
                        "counts deleted records of %s as lag".formatted(group));
                // Kafka 4 answers no client that speaks as before 2.1; KEDA's library knows none after 4.
                must(
                        scaled,
                        metadata.path("version").asText().matches("(2\\.[1-8]|3\\.\\d|4\\.0)\\.\\d"),
                        "asks for %s as no Kafka 4 is asked".formatted(group));
            }
        });
    }

    private int seconds(JsonNode deployment, String setting) {
        String service = Manifests.name(deployment);
        return Environment.of(manifests, service)
                .flatMap(told -> told.setting(checkout.settings(service), setting))
                .map(duration -> Integer.parseInt(duration.replaceFirst("s$", "")))
                .orElse(0);
    }

    private void must(JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
