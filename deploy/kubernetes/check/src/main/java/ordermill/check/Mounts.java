package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;

/** Volumes of a pod -> is each mounted that there is, is there each that is mounted, and one to write temporary files to? */
final class Mounts {

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (Pod pod : Pods.of(manifests).ours()) {
            faults(pod)
                    .forEach(fault ->
                            findings.add("%s: pod %s: %s".formatted(manifests.overlay(), Pods.name(pod), fault)));
        }
        return findings;
    }

    private static List<String> faults(Pod pod) {
        List<String> faults = new ArrayList<>();
        Set<String> volumes =
                pod.getSpec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
        var containers = Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
        for (Container container : containers) {
            container.getVolumeMounts().stream()
                    .map(VolumeMount::getName)
                    .filter(name -> !volumes.contains(name))
                    .forEach(name ->
                            faults.add("%s mounts %s, which is no volume".formatted(container.getName(), name)));
            boolean readOnly = Optional.ofNullable(container.getSecurityContext())
                    .map(SecurityContext::getReadOnlyRootFilesystem)
                    .orElse(false);
            if (readOnly
                    && container.getVolumeMounts().stream().noneMatch(mount -> "/tmp".equals(mount.getMountPath()))) {
                faults.add(container.getName() + " has no /tmp that it can write to");
            }
        }
        volumes.stream()
                .filter(volume -> containers.stream()
                        .flatMap(container -> container.getVolumeMounts().stream())
                        .noneMatch(mount -> volume.equals(mount.getName())))
                .forEach(volume -> faults.add("nothing mounts its volume " + volume));
        return faults;
    }
}
