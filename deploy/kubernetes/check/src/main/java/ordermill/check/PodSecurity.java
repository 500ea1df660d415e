package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;

/** Pods -> what the Pod Security Standard "restricted" refuses of them, and volumes that their user cannot write to. */
final class PodSecurity {

    private static final Set<String> VOLUMES = Set.of(
            "name",
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        manifests
                .of("Namespace")
                .filter(namespace -> !"restricted"
                        .equals(namespace
                                .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                                .asText()))
                .forEach(namespace -> findings.add("%s: %s does not enforce the restricted Pod Security Standard"
                        .formatted(manifests.overlay(), Manifests.title(namespace))));
        manifests
                .of("Kafka")
                .filter(kafka -> kafka.get("spec").has("cruiseControl"))
                .forEach(kafka -> findings.add(manifests.overlay() + ": nobody judges the pods of cruiseControl"));
        Pods.of(manifests)
                .all()
                .forEach(pod -> judge(pod)
                        .forEach(fault ->
                                findings.add("%s: pod %s: %s".formatted(manifests.overlay(), Pods.name(pod), fault))));
        return findings;
    }

    private static List<String> judge(Pod pod) {
        List<String> faults = new ArrayList<>();
        PodSpec spec = pod.getSpec();
        var context = Optional.ofNullable(spec.getSecurityContext());
        if (Stream.of(spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC())
                .anyMatch(Boolean.TRUE::equals)) {
            faults.add("uses a namespace of its host");
        }
        Manifests.each(Manifests.YAML.valueToTree(spec.getVolumes()))
                .flatMap(volume -> volume.properties().stream())
                .map(Map.Entry::getKey)
                .filter(type -> !VOLUMES.contains(type))
                .forEach(type -> faults.add("mounts a volume that is not its own: " + type));
        if (context.filter(all -> !all.getSysctls().isEmpty()).isPresent()) {
            faults.add("sets its host's kernel");
        }
        boolean persistent = spec.getVolumes().stream().anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
        if (persistent && context.map(PodSecurityContext::getFsGroup).isEmpty()) {
            faults.add("has no fsGroup: it cannot write to a fresh volume, which belongs to root");
        }
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .forEach(container -> judge(context, container)
                        .forEach(fault -> faults.add("container %s: %s".formatted(container.getName(), fault))));
        return faults;
    }

    private static List<String> judge(Optional<PodSecurityContext> pod, Container container) {
        List<String> faults = new ArrayList<>();
        var own = Optional.ofNullable(container.getSecurityContext());
        if (!is(own, SecurityContext::getAllowPrivilegeEscalation, false)) {
            faults.add("allowPrivilegeEscalation is not false");
        }
        if (is(own, SecurityContext::getPrivileged, true)
                || own.map(SecurityContext::getProcMount)
                        .filter(mount -> !mount.equals("Default"))
                        .isPresent()
                || own.map(SecurityContext::getWindowsOptions).isPresent()) {
            faults.add("is privileged");
        }
        if (container.getPorts().stream().anyMatch(port -> port.getHostPort() != null)) {
            faults.add("takes a port of its host");
        }
        var capabilities = own.map(SecurityContext::getCapabilities);
        if (!capabilities.map(Capabilities::getDrop).orElse(List.of()).contains("ALL")) {
            faults.add("capabilities.drop is not ALL");
        }
        if (!Set.of("NET_BIND_SERVICE")
                .containsAll(capabilities.map(Capabilities::getAdd).orElse(List.of()))) {
            faults.add("adds capabilities");
        }
        if (!own.map(SecurityContext::getRunAsNonRoot)
                .or(() -> pod.map(PodSecurityContext::getRunAsNonRoot))
                .orElse(false)) {
            faults.add("runAsNonRoot is not true");
        }
        if (own.map(SecurityContext::getRunAsUser)
                .or(() -> pod.map(PodSecurityContext::getRunAsUser))
                .filter(user -> user == 0)
                .isPresent()) {
            faults.add("runs as root");
        }
        if (!own.map(SecurityContext::getSeccompProfile)
                .or(() -> pod.map(PodSecurityContext::getSeccompProfile))
                .map(SeccompProfile::getType)
                .filter(SECCOMP::contains)
                .isPresent()) {
            faults.add("seccompProfile is not RuntimeDefault");
        }
        return faults;
    }

    private static boolean is(
            Optional<SecurityContext> context, Function<SecurityContext, Boolean> field, boolean value) {
        return context.map(field).filter(found -> found == value).isPresent();
    }
}
