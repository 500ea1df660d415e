package ordermill.check;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.yaml.snakeyaml.Yaml;

/** What manifests are judged against: the flow, the services' own settings, the page that people install by. */
record Checkout(Path deploy, JsonNode flow, JsonNode compose, String readme) {

    private static final Pattern INCOMING = Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\..+");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    static Checkout of(Path deploy) throws IOException {
        return new Checkout(
                deploy,
                Manifests.YAML.readTree(deploy.resolve("asyncapi.yaml").toFile()),
                Manifests.YAML.valueToTree(new Yaml().load(Files.readString(deploy.resolve("compose.yaml")))),
                Files.readString(deploy.resolve("README.md")));
    }

    List<String> services() {
        return Manifests.each(flow.at("/info/tags"))
                .map(tag -> tag.get("name").asText())
                .toList();
    }

    Path resources(String service) {
        return deploy.resolveSibling(service).resolve("src/main/resources");
    }

    /** The chassis's, and a service's own before them. */
    Properties settings(String service) {
        Properties settings = new Properties();
        for (Path file : List.of(
                deploy.resolve("chassis/src/main/resources/META-INF/microprofile-config.properties"),
                resources(service).resolve("application.properties"))) {
            try (Reader reader = Files.newBufferedReader(file)) {
                settings.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return settings;
    }

    /** @return by consumer group, the topics that a service reads */
    Map<String, Set<String>> groups(String service) {
        Properties settings = settings(service);
        Map<String, Set<String>> groups = new TreeMap<>();
        settings.stringPropertyNames().stream()
                .map(INCOMING::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .distinct()
                .forEach(name -> {
                    String channel = "mp.messaging.incoming." + name;
                    String topics =
                            settings.getProperty(channel + ".topics", settings.getProperty(channel + ".topic", name));
                    groups.computeIfAbsent(
                                    settings.getProperty(channel + ".group.id", service), group -> new TreeSet<>())
                            .addAll(List.of(topics.trim().split("\\s*,\\s*")));
                });
        return groups;
    }

    /** @return the topics with which a service does this (send, receive), as deploy/asyncapi.yaml says */
    Set<String> operations(String service, String action) {
        return Manifests.each(flow.get("operations"))
                .filter(operation -> operation.at("/tags/0/name").asText().equals(service)
                        && operation.get("action").asText().equals(action))
                .map(operation -> operation.at("/channel/$ref").asText())
                .map(channel -> flow.at(channel.substring(1)).path("address").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @return by name, the keys that the README's table of secrets states for each: every word of its row */
    Map<String, Set<String>> secrets() {
        Map<String, Set<String>> secrets = new TreeMap<>();
        readme.split("### Secrets\n", 2)[1]
                .split("\n### ", 2)[0]
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|"))
                .forEach(row -> words(row[1])
                        .forEach(secret -> secrets.put(secret, words(row[2]).collect(Collectors.toSet()))));
        return secrets;
    }

    /** @return the variables that Compose sets for a service */
    Set<String> toldByCompose(String service) {
        return Manifests.texts(compose.at("/services/%s/environment".formatted(service)))
                .keySet();
    }

    /** @return by path, the methods with which a service is asked: for its pages, and as its openapi.yaml promises */
    Map<String, Set<String>> doors(String service) {
        Path web = resources(service).resolve("META-INF");
        Map<String, Set<String>> doors = new TreeMap<>(Map.of("/", Set.of("GET")));
        try (Stream<Path> files = Files.walk(web.resolve("resources"))) {
            files.filter(Files::isRegularFile)
                    .map(file -> web.resolve("resources").relativize(file).toString())
                    .forEach(file -> doors.put("/" + file.replace('\\', '/'), Set.of("GET")));
            Path promised = web.resolve("openapi.yaml");
            if (Files.exists(promised)) {
                for (var path :
                        Manifests.YAML.readTree(promised.toFile()).path("paths").properties()) {
                    doors.put(path.getKey(), methods(path.getValue()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return doors;
    }

    private static Set<String> methods(JsonNode path) {
        return path.properties().stream()
                .map(operation -> operation.getKey().toUpperCase(Locale.ROOT))
                .filter(Set.of("GET", "POST", "PUT", "PATCH", "DELETE")::contains)
                .collect(Collectors.toSet());
    }

    private static Stream<String> words(String cell) {
        return WORD.matcher(cell).results().map(word -> word.group(1));
    }
}
