package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Pools and replicas -> do they stay within what each role may have, and all roles within what the server may have? At most
 * there are as many replicas as KEDA asks for, and in a rollout one that comes and one that still ends.
 */
final class Connections {

    /** For the administrator, backups, metrics and what PostgreSQL keeps for itself. */
    private static final int OTHERS = 30;

    private static final String POOL = "quarkus.datasource.reactive.max-size";

    private final Manifests services;
    private final Checkout checkout;
    private final Map<String, Integer> limits = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private int all;

    private Connections(Manifests services, Checkout checkout) {
        this.services = services;
        this.checkout = checkout;
    }

    /** @param servers manifests of PostgreSQL, with its max_connections */
    static List<String> findings(Manifests services, Checkout checkout, Manifests database, List<Manifests> servers) {
        var connections = new Connections(services, checkout);
        database.of("ConfigMap")
                .filter(map -> Manifests.name(map).equals("database-connections"))
                .flatMap(map -> map.get("data").properties().stream())
                .forEach(limit ->
                        connections.limits.put(limit.getKey(), limit.getValue().asInt()));
        services.of("Deployment")
                .filter(deployment -> checkout.services().contains(Manifests.name(deployment)))
                .forEach(connections::judge);
        for (Manifests server : servers) {
            server.of("Cluster").forEach(cluster -> connections.serverHas(server, cluster));
        }
        return connections.findings;
    }

    private void judge(JsonNode deployment) {
        String name = Manifests.name(deployment);
        int replicas = Holds.scaling(services, deployment)
                .map(scaled -> scaled.at("/spec/maxReplicaCount").asInt())
                .orElse(deployment.at("/spec/replicas").asInt(1));
        JsonNode surge = deployment.at("/spec/strategy/rollingUpdate/maxSurge");
        int more = Holds.count(surge.isMissingNode() ? TextNode.valueOf("25%") : surge, replicas);
        int most = replicas + 2 * more;
        limit(name, name.toUpperCase(Locale.ROOT) + "_CONNECTIONS", most * pools(deployment));
        limit(name, name.toUpperCase(Locale.ROOT) + "_OWNER_CONNECTIONS", most);
    }

    private void limit(String name, String setting, int needed) {
        int limit = limits.getOrDefault(setting, 0);
        all += limit;
        if (limit < needed) {
            findings.add("%s: %s may take %d connections, %s is %d"
                    .formatted(services.overlay(), name, needed, setting, limit));
        }
    }

    private void serverHas(Manifests server, JsonNode cluster) {
        int most = cluster.at("/spec/postgresql/parameters/max_connections").asInt();
        if (all + OTHERS > most) {
            findings.add("%s: the roles may have %d connections and %d go to others, max_connections is %d"
                    .formatted(server.overlay(), all, OTHERS, most));
        }
    }

    /** The pool that every service has, and those that it has besides: whatever ends in connections. */
    private int pools(JsonNode deployment) {
        String service = Manifests.name(deployment);
        var settings = checkout.settings(service);
        return settings.stringPropertyNames().stream()
                .filter(name -> name.equals(POOL) || name.startsWith(service + ".") && name.endsWith("connections"))
                .flatMap(name ->
                        Environment.of(services, service).flatMap(told -> told.setting(settings, name)).stream())
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
