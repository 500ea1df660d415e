package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Pools and replicas -> do they stay within what each role may have, and all roles within what the server may have? At most
 * there are as many replicas as KEDA asks for, and one that comes while another goes.
 */
final class Connections {

    /** For the administrator, backups, metrics and what PostgreSQL keeps for itself. */
    private static final int OTHERS = 30;

    private final Manifests services;
    private final Map<String, Integer> limits;
    private final List<String> findings = new ArrayList<>();
    private int all;

    private Connections(Manifests services, Map<String, Integer> limits) {
        this.services = services;
        this.limits = limits;
    }

    static List<String> findings(Manifests services, Manifests database, JsonNode server) {
        var limits = database.of("ConfigMap")
                .filter(map -> Manifests.name(map).equals("database-connections"))
                .findFirst()
                .map(map -> Manifests.YAML.convertValue(map.get("data"), IntegersByName.class))
                .orElseGet(IntegersByName::new);
        var connections = new Connections(services, limits);
        services.of("Deployment").forEach(connections::judge);
        int most = server.at("/spec/postgresql/parameters/max_connections").asInt();
        if (connections.all + OTHERS > most) {
            connections.findings.add("%s: the roles may have %d connections and %d go to others, max_connections is %d"
                    .formatted(services.overlay(), connections.all, OTHERS, most));
        }
        return connections.findings;
    }

    private void judge(JsonNode deployment) {
        String name = Manifests.name(deployment);
        int replicas = replicas(name) + deployment.at("/spec/strategy/rollingUpdate/maxSurge").asInt(1);
        limit(name, name.toUpperCase() + "_CONNECTIONS", replicas * pool(deployment));
        limit(name, name.toUpperCase() + "_OWNER_CONNECTIONS", replicas);
    }

    private void limit(String name, String setting, int needed) {
        int limit = limits.getOrDefault(setting, 0);
        all += limit;
        if (limit < needed) {
            findings.add("%s: %s may take %d connections, %s is %d"
                    .formatted(services.overlay(), name, needed, setting, limit));
        }
    }

    private int replicas(String name) {
        return services.of("ScaledObject")
                .filter(scaled -> scaled.at("/spec/scaleTargetRef/name").asText().equals(name))
                .findFirst()
                .map(scaled -> scaled.at("/spec/maxReplicaCount").asInt())
                .orElse(1);
    }

    /** Without a setting of the deployment: what the services' own application.properties say at most. */
    private static int pool(JsonNode deployment) {
        return StreamSupport.stream(
                        deployment.at("/spec/template/spec/containers/0/env").spliterator(), false)
                .filter(variable -> variable.path("name").asText().equals("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE"))
                .findFirst()
                .map(variable -> variable.path("value").asInt())
                .orElse(20);
    }

    private static final class IntegersByName extends java.util.TreeMap<String, Integer> {}
}
