package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

/** Pods -> what the Pod Security Standard "restricted" refuses of them, and volumes that their user cannot write to. */
final class PodSecurity {

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    /** @return nothing where no namespace is restricted */
    static List<String> findings(Manifests manifests) {
        boolean restricted = manifests.of("Namespace")
                .anyMatch(namespace -> "restricted"
                        .equals(namespace
                                .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                                .asText()));
        if (!restricted) {
            return List.of(manifests.overlay() + ": no namespace enforces the restricted Pod Security Standard");
        }
        List<String> findings = new ArrayList<>();
        Stream.concat(ours(manifests), StrimziPods.of(manifests).stream())
                .forEach(pod -> judge(pod).forEach(fault -> findings.add(
                        "%s: pod %s: %s".formatted(manifests.overlay(), pod.getMetadata().getName(), fault))));
        return findings;
    }

    private static Stream<Pod> ours(Manifests manifests) {
        return Stream.of("Deployment", "StatefulSet", "DaemonSet", "Job")
                .flatMap(manifests::of)
                .map(PodSecurity::podOf);
    }

    private static Pod podOf(JsonNode workload) {
        var template = Manifests.YAML.convertValue(workload.at("/spec/template"), PodTemplateSpec.class);
        var pod = new Pod();
        pod.setMetadata(template.getMetadata());
        pod.getMetadata().setName(Manifests.name(workload));
        pod.setSpec(template.getSpec());
        if (workload.at("/spec/volumeClaimTemplates").size() > 0) {
            pod.getSpec()
                    .getVolumes()
                    .add(new VolumeBuilder()
                            .withName("claim")
                            .withNewPersistentVolumeClaim("claim", false)
                            .build());
        }
        return pod;
    }

    private static List<String> judge(Pod pod) {
        List<String> faults = new ArrayList<>();
        PodSpec spec = pod.getSpec();
        var context = Optional.ofNullable(spec.getSecurityContext());
        if (Stream.of(spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC()).anyMatch(Boolean.TRUE::equals)) {
            faults.add("uses a namespace of its host");
        }
        if (spec.getVolumes().stream().anyMatch(volume -> volume.getHostPath() != null)) {
            faults.add("mounts a path of its host");
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
        if (is(own, SecurityContext::getPrivileged, true)) {
            faults.add("is privileged");
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
