package ordermill.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Lists whose entries are told apart by a name, as Kubernetes merges them -> is there one of each name? */
final class Twins {

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            Manifests.eachField(object, (holder, field) -> {
                // References may name one object twice, for two parts of it.
                if (holder.get(field).isArray() && !field.endsWith("Refs")) {
                    Set<String> names = new HashSet<>();
                    String key = field.equals("volumeMounts") ? "mountPath" : "name";
                    Manifests.each(holder.get(field))
                            .map(one -> one.path(key).asText())
                            .filter(name -> !name.isEmpty() && !names.add(name))
                            .forEach(name -> findings.add("%s: %s says %s twice among its %s"
                                    .formatted(manifests.overlay(), Manifests.title(object), name, field)));
                }
            });
        }
        return findings;
    }
}
