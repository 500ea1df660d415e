package ordermill.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import ordermill.check.Network.Peer;

/**
 * Ways in from outside, by HTTPRoute or Ingress -> is each an allow list, over TLS with a certificate for its host, to pods
 * that let the gateway in, and does it list each page that there is and all that is promised?
 */
final class Routes {

    private static final Peer GATEWAY = new Peer(null, Map.of("ordermill/gateway", "true"));

    private final Manifests manifests;
    private final Checkout checkout;
    private final Map<String, Set<Way>> paths = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    /** One path that leads in, as HTTPRoute and Ingress both say it. */
    private record Way(String type, String value, String method) {

        boolean isListed() {
            return Set.of("Exact", "PathPrefix").contains(type)
                    && value.startsWith("/")
                    && !value.startsWith("/q")
                    && !(type.equals("PathPrefix") && value.equals("/"));
        }

        boolean leadsTo(String page, String asked) {
            return (method.isEmpty() || method.equals(asked))
                    && (type.equals("Exact") ? value.equals(page) : (page + "/").startsWith(value + "/"));
        }
    }

    private Routes(Manifests manifests, Checkout checkout) {
        this.manifests = manifests;
        this.checkout = checkout;
    }

    static List<String> findings(Manifests manifests, Checkout checkout) {
        var routes = new Routes(manifests, checkout);
        manifests.of("HTTPRoute").forEach(routes::route);
        manifests.of("Ingress").forEach(routes::ingress);
        manifests.of("Gateway").forEach(routes::gateway);
        if (!routes.paths.containsKey("orders")) {
            routes.findings.add(manifests.overlay() + ": no way leads to orders");
        }
        routes.paths.keySet().retainAll(checkout.services());
        routes.paths.forEach(routes::leadsToEachPage);
        return routes.findings;
    }

    private void route(JsonNode route) {
        route.at("/spec/rules").forEach(rule -> {
            List<Way> list = new ArrayList<>();
            rule.path("matches")
                    .forEach(match -> list.add(new Way(
                            match.at("/path/type").asText("PathPrefix"),
                            match.at("/path/value").asText("/"),
                            match.path("method").asText())));
            boolean redirects = rule.at("/filters/0/type").asText().equals("RequestRedirect");
            must(route, redirects || rule.has("backendRefs"), "leads nowhere");
            rule.path("backendRefs")
                    .forEach(backend -> lead(route, backend.path("name").asText(), backend.get("port"), list));
        });
        Set<String> hosts = texts(route.at("/spec/hostnames"));
        route.at("/spec/parentRefs").forEach(parent -> {
            var listener = manifests
                    .of("Gateway")
                    .flatMap(gateway -> Manifests.each(gateway.at("/spec/listeners")))
                    .filter(one -> one.get("name").equals(parent.get("sectionName")))
                    .findFirst();
            must(
                    route,
                    listener.map(one -> one.path("hostname").asText())
                            .filter(host -> hosts.equals(Set.of(host)))
                            .isPresent(),
                    "is for %s, its listener is not".formatted(hosts));
            must(
                    route,
                    Manifests.each(route.at("/spec/rules")).noneMatch(rule -> rule.has("backendRefs"))
                            || listener.filter(
                                            one -> one.path("protocol").asText().equals("HTTPS"))
                                    .isPresent(),
                    "leads in without TLS");
        });
    }

    private void ingress(JsonNode ingress) {
        must(ingress, !ingress.get("spec").has("defaultBackend"), "lets every path through");
        ingress.at("/spec/rules").forEach(rule -> {
            rule.at("/http/paths").forEach(path -> {
                JsonNode service = path.at("/backend/service");
                String type = path.path("pathType").asText().replaceFirst("^Prefix$", "PathPrefix");
                lead(
                        ingress,
                        service.path("name").asText(),
                        Optional.ofNullable(service.at("/port").get("name"))
                                .orElseGet(() -> service.at("/port/number")),
                        List.of(new Way(type, path.path("path").asText(), "")));
            });
            String host = rule.path("host").asText();
            must(
                    ingress,
                    Manifests.each(ingress.at("/spec/tls"))
                            .anyMatch(tls -> texts(tls.get("hosts")).contains(host)
                                    && isFor(tls.path("secretName").asText(), host)),
                    "has no certificate for '%s'".formatted(host));
        });
    }

    private void gateway(JsonNode gateway) {
        gateway.at("/spec/listeners")
                .forEach(listener -> listener.at("/tls/certificateRefs").forEach(secret -> {
                    String host = listener.path("hostname").asText();
                    must(
                            gateway,
                            isFor(secret.path("name").asText(), host),
                            "has no certificate for '%s'".formatted(host));
                }));
    }

    private void lead(JsonNode route, String service, JsonNode port, List<Way> list) {
        must(
                route,
                !list.isEmpty() && list.stream().allMatch(Way::isListed),
                "lets more through than a list of paths: " + list);
        paths.computeIfAbsent(service, one -> new LinkedHashSet<>()).addAll(list);
        var network = new Network(manifests);
        var pods = Pods.of(manifests);
        manifests
                .of("Service")
                .filter(one -> Manifests.name(one).equals(service))
                .flatMap(one -> Services.targets(one, port, pods))
                .forEach(target -> must(
                        route,
                        network.letsIn(target.pod(), GATEWAY, target.port()),
                        "leads to %s, which does not let the gateway in".formatted(service)));
    }

    private void leadsToEachPage(String service, Set<Way> list) {
        Set<String> missing = new TreeSet<>();
        checkout.doors(service).forEach((page, methods) -> {
            if (!methods.stream().allMatch(method -> list.stream().anyMatch(way -> way.leadsTo(page, method)))) {
                missing.add(page);
            }
        });
        if (!missing.isEmpty()) {
            findings.add("%s: no way leads to %s of %s".formatted(manifests.overlay(), missing, service));
        }
    }

    private boolean isFor(String secret, String host) {
        return manifests
                .of("Certificate")
                .anyMatch(certificate ->
                        certificate.at("/spec/secretName").asText().equals(secret)
                                && texts(certificate.at("/spec/dnsNames")).contains(host));
    }

    private static Set<String> texts(JsonNode list) {
        return Manifests.each(list).map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private void must(JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
