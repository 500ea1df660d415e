package ordermill.check;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A service's memory -> does a full poll of records that strangers made fit its heap, and all else beside the heap? By the
 * numbers of deploy/README.md.
 */
final class Memory {

    private static final long MEBIBYTE = 1 << 20;
    private static final int PARTITIONS = 12;

    /** A tree is so much larger than its JSON. */
    private static final int TREE = 30;

    /** Of the heap, what a service needs that reads nothing. */
    private static final long ITSELF = 100 * MEBIBYTE;

    /** Beside the heap: classes, code, threads and buffers. */
    private static final long BESIDE = 230 * MEBIBYTE;

    static List<String> findings(Manifests manifests, Checkout checkout, Topics flow) {
        List<String> findings = new ArrayList<>();
        for (Pod pod : Pods.of(manifests).ours()) {
            if (!checkout.services().contains(Pods.name(pod))) {
                continue;
            }
            var environment = Environment.of(manifests, pod).get(0);
            long limit = Containers.memory(environment.container());
            long share = Long.parseLong(environment.variables().getOrDefault("JAVA_MAX_MEM_RATIO", "80"));
            long heap = limit * share / 100;
            long bytes = Long.parseLong(environment
                    .variables()
                    .getOrDefault("MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_MAX_PARTITION_FETCH_BYTES", "1048576"));
            long strangers = checkout.groups(Pods.name(pod)).values().stream()
                    .flatMap(topics -> topics.stream())
                    .filter(topic -> flow.isOpen(topic.replaceFirst("_dlq$", "")))
                    .count();
            long needed = strangers * PARTITIONS * bytes * TREE + ITSELF;
            if (needed > heap || limit - heap < BESIDE) {
                findings.add("%s: %s needs %d MiB of heap and %d beside it, and has %d and %d"
                        .formatted(
                                manifests.overlay(),
                                Pods.name(pod),
                                needed / MEBIBYTE,
                                BESIDE / MEBIBYTE,
                                heap / MEBIBYTE,
                                (limit - heap) / MEBIBYTE));
            }
        }
        return findings;
    }
}
