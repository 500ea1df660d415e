package ordermill.check;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** CloudNativePG's clusters and backups -> may an instance be away, and are backups of what there is, when they are meant? */
final class Databases {

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        manifests.of("Cluster").forEach(cluster -> {
            int instances = cluster.at("/spec/instances").asInt(1);
            int others = cluster.at("/spec/postgresql/synchronous/number").asInt();
            must(
                    findings,
                    manifests,
                    cluster,
                    others >= 1 && instances >= others + 2,
                    "has %d instances, and a write waits for %d others".formatted(instances, others));
        });
        manifests.of("ScheduledBackup").forEach(backup -> {
            String schedule = backup.at("/spec/schedule").asText();
            must(
                    findings,
                    manifests,
                    backup,
                    schedule.trim().split("\\s+").length == 6,
                    "comes at '%s', which does not begin with seconds".formatted(schedule));
        });
        return findings;
    }

    private static void must(List<String> findings, Manifests manifests, JsonNode object, boolean holds, String fault) {
        if (!holds) {
            findings.add("%s: %s %s".formatted(manifests.overlay(), Manifests.title(object), fault));
        }
    }
}
