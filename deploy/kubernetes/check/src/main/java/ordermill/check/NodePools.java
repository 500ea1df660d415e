package ordermill.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;

/** Kafka's nodes -> do they keep what they were given, can they make the copies that are asked for, and fits their heap? */
final class NodePools {

    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmgKMG])");
    private static final String FACTOR = "replication.factor";

    private final Manifests manifests;
    private final List<String> findings = new ArrayList<>();

    private NodePools(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> findings(Manifests manifests) {
        var pools = new NodePools(manifests);
        if (manifests.isProduction()) {
            manifests.of("KafkaNodePool").forEach(pools::keeps);
        }
        manifests.of("Kafka").forEach(pools::copies);
        manifests
                .objects()
                .forEach(object -> Manifests.eachField(object, (holder, field) -> {
                    if (field.equals("jvmOptions")) {
                        pools.fits(
                                object,
                                holder.get(field).path("-Xmx").asText(),
                                holder.at("/resources/limits/memory").asText());
                    }
                }));
        return pools.findings;
    }

    static int nodes(Manifests manifests, String role) {
        return manifests
                .of("KafkaNodePool")
                .filter(pool -> Manifests.each(pool.at("/spec/roles"))
                        .anyMatch(one -> one.asText().equals(role)))
                .mapToInt(pool -> pool.at("/spec/replicas").asInt())
                .sum();
    }

    private void keeps(JsonNode pool) {
        JsonNode storage = pool.at("/spec/storage");
        Stream<JsonNode> disks = storage.has("volumes") ? Manifests.each(storage.get("volumes")) : Stream.of(storage);
        disks.forEach(disk -> {
            String type = disk.path("type").asText();
            must(pool, type.equals("persistent-claim"), "keeps nothing: its storage is '%s'".formatted(type));
            must(pool, !disk.path("deleteClaim").asBoolean(), "loses its disks with itself: deleteClaim");
        });
    }

    /** Of a topic that wants more copies than there are brokers nothing comes; one that waits for more takes no record. */
    private void copies(JsonNode kafka) {
        int brokers = nodes(manifests, "broker");
        JsonNode config = kafka.at("/spec/kafka/config");
        config.properties().forEach(setting -> {
            String name = setting.getKey();
            int count = setting.getValue().asInt();
            if (name.endsWith(FACTOR)) {
                must(kafka, count <= brokers, "has %s=%d, and %d brokers".formatted(name, count, brokers));
            }
            if (name.endsWith("min.isr") || name.equals("min.insync.replicas")) {
                String factor = name.replaceFirst("min\\.isr$", FACTOR)
                        .replaceFirst("^min\\.insync\\.replicas$", "default." + FACTOR);
                int copies = config.path(factor).asInt(1);
                must(kafka, count <= copies, "waits for %s=%d of %d copies".formatted(name, count, copies));
            }
        });
    }

    /** What a heap leaves is the page cache's, from which Kafka answers; Strimzi itself would leave a half. */
    private void fits(JsonNode object, String most, String limit) {
        Matcher heap = SIZE.matcher(most);
        if (heap.matches() && !limit.isEmpty()) {
            var size = new Quantity(heap.group(1), heap.group(2).toUpperCase(Locale.ROOT) + "i");
            must(
                    object,
                    amount(size) * 2 <= amount(new Quantity(limit)),
                    "has a heap of %s, more than half of %s".formatted(most, limit));
        }
    }

    private static long amount(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValue();
    }

    private void must(JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
