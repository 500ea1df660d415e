package ordermill.check;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Objects of one rendering -> are all in one namespace, where each looks for what it names? */
final class Namespaces {

    static List<String> findings(Manifests manifests) {
        var objects = manifests.objects().stream()
                .filter(object -> !object.path("kind").asText().equals("Namespace"))
                .toList();
        var counts = objects.stream().collect(Collectors.groupingBy(Manifests::namespace, Collectors.counting()));
        String most = Collections.max(counts.keySet(), Comparator.comparing(counts::get));
        return objects.stream()
                .filter(object -> !Manifests.namespace(object).equals(most))
                .map(object -> "%s: %s is in the namespace '%s', others are in %s"
                        .formatted(manifests.overlay(), Manifests.title(object), Manifests.namespace(object), most))
                .toList();
    }
}
