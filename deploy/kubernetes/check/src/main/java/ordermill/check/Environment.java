package ordermill.check;

import static java.util.function.Predicate.not;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;

/**
 * What a container is told by its variables, those of ConfigMaps too: is it all that Compose tells it, can each address be
 * judged, and is each file that it is told of mounted?
 */
record Environment(Pod pod, Container container, Map<String, String> variables) {

    /** Told for a browser; no pod asks there. */
    private static final Pattern FOR_BROWSERS = Pattern.compile(".*_(STOREFRONT|TRACE_VIEWER)_URL");

    /** Without which a service would look for its servers at home. */
    private static final Pattern NEEDED = Pattern.compile(".*_(URL|SERVERS|HOST|PORT|USERNAME|PASSWORD)");

    static List<Environment> of(Manifests manifests, Pod pod) {
        return pod.getSpec().getContainers().stream()
                .map(container -> of(manifests, pod, container))
                .toList();
    }

    /** @return what a service's container is told; none where the service has no pods */
    static Optional<Environment> of(Manifests manifests, String service) {
        return Pods.of(manifests).ours().stream()
                .filter(pod -> Pods.name(pod).equals(service))
                .flatMap(pod -> of(manifests, pod).stream())
                .findFirst();
    }

    static List<String> findings(Manifests manifests, Checkout checkout) {
        List<String> findings = new ArrayList<>();
        for (Pod pod : Pods.of(manifests).ours()) {
            for (Environment environment : of(manifests, pod)) {
                environment
                        .faults()
                        .forEach(fault ->
                                findings.add("%s: pod %s: %s".formatted(manifests.overlay(), Pods.name(pod), fault)));
                needed(checkout, Pods.name(pod))
                        .filter(name -> !environment.tells(name))
                        .forEach(name -> findings.add("%s: pod %s is not told %s, as by deploy/compose.yaml"
                                .formatted(manifests.overlay(), Pods.name(pod), name)));
            }
        }
        return findings;
    }

    /** @return what a variable says of a setting, or else the service's own settings */
    Optional<String> setting(Properties settings, String name) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return Optional.ofNullable(variables.getOrDefault(variable, settings.getProperty(name)));
    }

    /** @return by variable, the addresses that a container connects to; none where nobody can judge what it says */
    Map<String, Optional<Address>> addresses() {
        Map<String, Optional<Address>> addresses = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.matches(".*_(URL|SERVERS|ENDPOINT)")
                    && !FOR_BROWSERS.matcher(name).matches()) {
                addresses.put(name, Address.of(value));
            }
            if (name.endsWith("_HOST")) {
                addresses.put(name, Address.of(value + ":" + variables.get(name.replaceFirst("HOST$", "PORT"))));
            }
        });
        return addresses;
    }

    private static Stream<String> needed(Checkout checkout, String pod) {
        return checkout.services().contains(pod)
                ? checkout.toldByCompose(pod).stream()
                        .filter(NEEDED.asMatchPredicate().and(not(FOR_BROWSERS.asMatchPredicate())))
                : Stream.empty();
    }

    private boolean tells(String name) {
        return variables.containsKey(name)
                || container.getEnv().stream()
                        .anyMatch(variable -> variable.getName().equals(name) && variable.getValueFrom() != null);
    }

    private static Environment of(Manifests manifests, Pod pod, Container container) {
        Map<String, String> variables = new HashMap<>();
        container.getEnvFrom().stream()
                .filter(source -> source.getConfigMapRef() != null)
                .flatMap(source -> manifests
                        .of("ConfigMap")
                        .filter(map -> Manifests.name(map)
                                .equals(source.getConfigMapRef().getName())))
                .flatMap(map -> map.path("data").properties().stream())
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .forEach(variable -> variables.put(variable.getName(), variable.getValue()));
        return new Environment(pod, container, variables);
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        var files = files().toList();
        variables.forEach((name, value) -> {
            if (value.startsWith("/etc/") && !files.contains(value)) {
                faults.add("%s is %s, and mounted are %s".formatted(name, value, files));
            }
        });
        addresses().forEach((name, address) -> {
            if (address.isEmpty()) {
                faults.add("%s is %s, no address that can be judged".formatted(name, variables.get(name)));
            }
        });
        container.getPorts().forEach(port -> {
            String told = variables.getOrDefault(
                    "management".equals(port.getName()) ? "QUARKUS_MANAGEMENT_PORT" : "QUARKUS_HTTP_PORT",
                    "management".equals(port.getName()) ? "9000" : port.getContainerPort() + "");
            if (!told.equals(port.getContainerPort() + "")) {
                faults.add("listens on %s, its port %s is %d".formatted(told, port.getName(), port.getContainerPort()));
            }
        });
        return faults;
    }

    private Stream<String> files() {
        return container.getVolumeMounts().stream()
                .flatMap(mount -> pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getName().equals(mount.getName()))
                        .flatMap(volume -> files(mount, volume)));
    }

    private static Stream<String> files(VolumeMount mount, Volume volume) {
        var items = volume.getSecret() != null
                ? volume.getSecret().getItems()
                : volume.getConfigMap() != null ? volume.getConfigMap().getItems() : null;
        return Stream.ofNullable(items).flatMap(List::stream).map(item -> mount.getMountPath() + "/" + item.getPath());
    }
}
