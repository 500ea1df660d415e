package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whatever names another object, and what in it -> is that object rendered, made by an operator, or in the README's table of
 * secrets, and has it the key, the port or the listener that is named?
 */
final class References {

    private static final Set<String> OF_KAFKA = Set.of("KafkaTopic", "KafkaUser", "KafkaNodePool");

    private final Manifests manifests;
    private final Map<String, Set<String>> there = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    private References(Manifests manifests, Map<String, Set<String>> secrets) {
        this.manifests = manifests;
        secrets.forEach((name, keys) -> there.put("Secret " + name, keys));
        manifests.objects().forEach(this::offer);
    }

    static List<String> findings(Manifests manifests, Checkout checkout) {
        var references = new References(manifests, checkout.secrets());
        manifests
                .objects()
                .forEach(object -> Manifests.eachField(
                        object, (holder, field) -> references.follow(object, holder, field, holder.get(field))));
        return references.findings;
    }

    /** What an object is known by, and what of it can be named. */
    private void offer(JsonNode object) {
        String name = Manifests.name(object);
        Set<String> parts = new TreeSet<>();
        switch (object.path("kind").asText()) {
            case "Secret", "ConfigMap" -> {
                object.path("data").fieldNames().forEachRemaining(parts::add);
                object.path("stringData").fieldNames().forEachRemaining(parts::add);
            }
            case "Service" -> parts.addAll(values(object.at("/spec/ports"), "port", "name"));
            case "Gateway" -> parts.addAll(values(object.at("/spec/listeners"), "name"));
            case "KafkaUser" -> there.put("Secret " + name, Set.of("password", "sasl.jaas.config"));
            case "Kafka" -> there.put("Secret " + name + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password"));
            case "Certificate" ->
                there.put("Secret " + object.at("/spec/secretName").asText(), Set.of("tls.crt", "tls.key", "ca.crt"));
            default -> {}
        }
        there.put(Manifests.title(object), parts);
    }

    private void follow(JsonNode object, JsonNode holder, String field, JsonNode value) {
        String kind = object.path("kind").asText();
        switch (field) {
            // What a certificate names is what it makes.
            case "secretName" -> {
                if (!kind.equals("Certificate")) {
                    need(object, "Secret", value.asText(), keys(holder));
                }
            }
            case "secretRef" -> need(object, "Secret", value.path("name").asText(), Set.of());
            case "configMapRef" -> need(object, "ConfigMap", value.path("name").asText(), Set.of());
            case "secretKeyRef" -> needKey(object, "Secret", value);
            case "configMapKeyRef" -> needKey(object, "ConfigMap", value);
            case "configMap", "secret" -> {
                if (value.has("name")) {
                    need(
                            object,
                            field.equals("secret") ? "Secret" : "ConfigMap",
                            value.get("name").asText(),
                            keys(value));
                }
            }
            case "certificateRefs", "imagePullSecrets" ->
                value.forEach(one -> need(object, "Secret", one.path("name").asText(), Set.of()));
            case "secretTargetRef" -> value.forEach(one -> needKey(object, "Secret", one));
            case "serviceAccountName" -> need(object, "ServiceAccount", value.asText(), Set.of());
            case "authenticationRef" ->
                need(
                        object,
                        value.path("kind").asText("TriggerAuthentication"),
                        value.path("name").asText(),
                        Set.of());
            case "scaleTargetRef" ->
                need(
                        object,
                        value.path("kind").asText("Deployment"),
                        value.path("name").asText(),
                        Set.of());
            case "parentRefs" ->
                value.forEach(one -> need(
                        object,
                        "Gateway",
                        one.path("name").asText(),
                        Set.of(one.path("sectionName").asText())));
            case "backendRefs" ->
                value.forEach(one -> need(
                        object,
                        "Service",
                        one.path("name").asText(),
                        Set.of(one.path("port").asText())));
            case "service" -> {
                if (value.isObject()) {
                    String port = value.at("/port/name")
                            .asText(value.at("/port/number").asText());
                    need(object, "Service", value.path("name").asText(), Set.of(port));
                }
            }
            case "serviceName" -> need(object, "Service", value.asText(), Set.of());
            case "cluster" -> {
                if (value.isObject()) {
                    need(object, "Cluster", value.path("name").asText(), Set.of());
                }
            }
            case "barmanObjectName" -> need(object, "ObjectStore", value.asText(), Set.of());
            case "labels" -> {
                if (OF_KAFKA.contains(kind)) {
                    need(object, "Kafka", value.path("strimzi.io/cluster").asText(), Set.of());
                }
            }
            default -> {
                if (value.path("name").isTextual() && value.path("key").isTextual()) {
                    needKey(object, "Secret", value);
                }
            }
        }
    }

    private void needKey(JsonNode object, String kind, JsonNode reference) {
        need(
                object,
                kind,
                reference.path("name").asText(),
                Set.of(reference.path("key").asText()));
    }

    private void need(JsonNode object, String kind, String name, Set<String> parts) {
        String what = kind + " " + name;
        if (!there.containsKey(what)) {
            findings.add("%s: %s names the %s, which nobody makes and deploy/README.md does not list"
                    .formatted(manifests.overlay(), Manifests.title(object), what));
        } else if (!there.get(what).containsAll(parts)) {
            findings.add("%s: %s names %s of the %s, which has %s"
                    .formatted(manifests.overlay(), Manifests.title(object), parts, what, there.get(what)));
        }
    }

    private static Set<String> keys(JsonNode volume) {
        return values(volume.path("items"), "key");
    }

    private static Set<String> values(JsonNode list, String... fields) {
        Set<String> values = new TreeSet<>();
        for (String field : fields) {
            Manifests.each(list)
                    .filter(one -> one.has(field))
                    .forEach(one -> values.add(one.get(field).asText()));
        }
        return values;
    }
}
