package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A service's memory -> does a full poll of records that strangers made fit its heap, and all else beside the heap? By the
 * numbers of deploy/README.md.
 */
final class Memory {

    private static final long MEBIBYTE = 1 << 20;

    private static final String FETCH = "mp.messaging.connector.smallrye-kafka.max.partition.fetch.bytes";

    /** A tree is so much larger than its JSON. */
    private static final int TREE = 30;

    /** Of the heap, what a service needs that reads nothing. */
    private static final long ITSELF = 100 * MEBIBYTE;

    /** Beside the heap: classes, code, threads and buffers. */
    private static final long BESIDE = 230 * MEBIBYTE;

    static List<String> findings(Manifests manifests, Checkout checkout) {
        var topics = Topics.of(manifests);
        List<String> findings = new ArrayList<>();
        for (String service : checkout.services()) {
            var told = Environment.of(manifests, service);
            if (told.isEmpty()) {
                continue;
            }
            var settings = checkout.settings(service);
            long limit = Containers.memory(told.get().container());
            long share = told.get()
                    .setting(settings, "JAVA_MAX_MEM_RATIO")
                    .map(Long::valueOf)
                    .orElse(80L);
            long heap = limit * share / 100;
            long bytes = told.get().setting(settings, FETCH).map(Long::valueOf).orElse(MEBIBYTE);
            long partitions = checkout.groups(service).values().stream()
                    .flatMap(Set::stream)
                    .filter(topic -> topics.isOpen(topic.replaceFirst("_dlq$", "")))
                    .mapToInt(topics::partitions)
                    .sum();
            long needed = partitions * bytes * TREE + ITSELF;
            if (needed > heap || limit - heap < BESIDE) {
                findings.add("%s: %s needs %d MiB of heap and %d beside it, and has %d and %d"
                        .formatted(
                                manifests.overlay(),
                                service,
                                needed / MEBIBYTE,
                                BESIDE / MEBIBYTE,
                                heap / MEBIBYTE,
                                (limit - heap) / MEBIBYTE));
            }
        }
        return findings;
    }
}
