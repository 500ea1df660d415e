package ordermill.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rules that the Prometheus operator gets -> are they those that promtool tests? */
final class Rules {

    static List<String> findings(Manifests manifests, Path tested) throws IOException {
        var groups = Manifests.YAML.readTree(tested.toFile()).get("groups");
        return manifests.of("PrometheusRule")
                .filter(rule -> !groups.equals(rule.at("/spec/groups")))
                .map(rule -> "%s: %s is not what %s says".formatted(manifests.overlay(), Manifests.title(rule), tested))
                .toList();
    }
}
