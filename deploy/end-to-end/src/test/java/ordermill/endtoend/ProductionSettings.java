package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the production overlay tells a service, and what its README says to add; only what each installation sets is set. */
final class ProductionSettings {

    private static final Path KUBERNETES = Path.of("../kubernetes");
    private static final Path README = Path.of("../README.md");
    private static final Pattern READ_BY_A_POD = Pattern.compile("configMapRef:\\s+name: (\\w+)");
    private static final Pattern CONFIG_MAP =
            Pattern.compile("- name: (\\w+)\\n +literals:\\n((?: +- [A-Z0-9_]+=\\S+\\n)+)");
    private static final Pattern LITERAL = Pattern.compile("- (\\w+)=(\\S+)");

    private final Map<String, String> settings = new TreeMap<>();

    ProductionSettings(String service) throws IOException {
        String overlay = Files.readString(KUBERNETES.resolve("overlays/production/kustomization.yaml"));
        var read = all(READ_BY_A_POD, Files.readString(KUBERNETES.resolve("base/" + service + ".yaml")))
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        Stream.of(overlay, Files.readString(README))
                .flatMap(text -> all(CONFIG_MAP, text))
                .filter(map -> read.contains(map.group(1)))
                .flatMap(map -> all(LITERAL, map.group(2)))
                .forEach(literal -> settings.put(literal.group(1), literal.group(2)));
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    /** An address or a file of this installation's, wherever the service is told of one. */
    ProductionSettings at(String name, Object value) {
        settings.computeIfPresent(name, (known, production) -> value.toString());
        return this;
    }

    /** Of a secret, or of a test. */
    ProductionSettings with(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    Map<String, String> told() {
        assertThat(settings.values()).as("not set for this installation").noneMatch(value -> value.startsWith("/etc/"));
        return settings;
    }
}
