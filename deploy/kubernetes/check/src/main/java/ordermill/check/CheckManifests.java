package ordermill.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges what kubectl rendered: {@code deploy kafka-version folder}, where the folder has topics, as compose's topics.sh
 * prints them, and a file for each overlay and for production with each component -> a line a finding, and exit code 1
 * where there is one.
 */
public final class CheckManifests {

    /** Sees one kind of fault in what one overlay renders to. */
    private interface Judge {
        List<String> findings() throws IOException;
    }

    private final Checkout checkout;
    private final String kafka;
    private final Topics flow;

    CheckManifests(Path deploy, String kafka) throws IOException {
        this.checkout = Checkout.of(deploy);
        this.kafka = kafka;
        this.flow = Topics.ofFlow(deploy.resolve("asyncapi.yaml"));
    }

    public static void main(String[] args) throws Exception {
        var check = new CheckManifests(Path.of(args[0]), args[1]);
        var rendered = read(Path.of(args[2]));
        List<String> findings = new ArrayList<>(check.flow.silences());
        findings.addAll(
                Topics.ofCompose(Files.readAllLines(Path.of(args[2], "topics"))).differencesFrom(check.flow));
        findings.addAll(check.compose());
        findings.addAll(check.images());
        Set<String> told = new HashSet<>();
        // What is wrong with production is wrong with each component too.
        check.findings(rendered).stream()
                .filter(finding -> told.add(finding.replaceFirst("^production[^:]*", "production")))
                .forEach(findings::add);

        rendered.forEach((overlay, manifests) -> System.out.printf(
                "%s: %d objects%n", overlay, manifests.objects().size()));
        findings.forEach(System.out::println);
        System.out.println(findings.size() + " findings");
        // Within Maven, which goes on to the edits if nothing ends it.
        if (!findings.isEmpty()) {
            System.exit(1);
        }
    }

    static Map<String, Manifests> read(Path folder) throws IOException {
        Map<String, Manifests> rendered = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                String overlay = file.getFileName().toString().replace(".yaml", "");
                rendered.put(overlay, Manifests.read(overlay, file));
            }
        }
        return rendered;
    }

    /** Each overlay by itself, and the connections of production against the database's. */
    List<String> findings(Map<String, Manifests> rendered) throws IOException {
        List<String> findings = new ArrayList<>();
        var servers = rendered.values().stream()
                .filter(manifests -> manifests.of("Cluster").findAny().isPresent())
                .toList();
        for (Manifests manifests : rendered.values()) {
            for (Judge judge : judges(manifests, rendered.get("database"), servers)) {
                findings.addAll(told(manifests, judge));
            }
        }
        return findings.stream().distinct().collect(Collectors.toList());
    }

    private List<Judge> judges(Manifests manifests, Manifests database, List<Manifests> servers) {
        List<Judge> judges = new ArrayList<>(List.of(
                () -> Schema.findings(manifests),
                () -> Twins.findings(manifests),
                () -> Namespaces.findings(manifests),
                () -> References.findings(manifests, checkout),
                () -> Selectors.findings(manifests),
                () -> Environment.findings(manifests, checkout),
                () -> Mounts.findings(manifests),
                () -> Services.findings(manifests),
                () -> PodSecurity.findings(manifests),
                () -> Containers.findings(manifests),
                () -> KafkaSettings.findings(manifests, kafka),
                () -> NodePools.findings(manifests),
                () -> Databases.findings(manifests),
                () -> KafkaClients.findings(manifests)));
        if (manifests.of("Kafka").findAny().isPresent()) {
            judges.add(() -> Topics.of(manifests).differencesFrom(flow));
            judges.add(() -> Reach.findings(manifests));
        }
        if (!manifests.overlay().equals("local")) {
            judges.add(() -> Encryption.findings(manifests));
        }
        if (manifests.isProduction()) {
            judges.add(() -> Holds.findings(manifests, checkout));
            judges.add(() -> Memory.findings(manifests, checkout));
            judges.add(() -> Routes.findings(manifests, checkout));
            judges.add(() -> Rights.findings(manifests, checkout));
            judges.add(() -> Connections.findings(manifests, checkout, database, servers));
            judges.add(() -> Rules.findings(manifests, checkout));
        }
        return judges;
    }

    /** What is malformed as nobody foresaw is a finding too, with the line of this check that could not go on. */
    private static List<String> told(Manifests manifests, Judge judge) throws IOException {
        try {
            return judge.findings();
        } catch (RuntimeException e) {
            String line = Stream.of(e.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith(CheckManifests.class.getPackageName()))
                    .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                    .findFirst()
                    .orElse("nowhere");
            String why = e.toString().lines().findFirst().orElse("");
            return List.of("%s: cannot be judged by %s: %s".formatted(manifests.overlay(), line, why));
        }
    }

    /** Compose runs the broker that the tests run on. */
    private List<String> compose() throws IOException {
        return Files.readAllLines(checkout.deploy().resolve("compose.yaml")).stream()
                .map(String::trim)
                .filter(line -> line.startsWith("image: apache/kafka:") && !line.endsWith(":" + kafka))
                .map(line -> "deploy/compose.yaml: tested is Kafka %s: %s".formatted(kafka, line))
                .toList();
    }

    /** A pod that may not run as root is refused where the image's user is a name, which could be root's. */
    private List<String> images() throws IOException {
        List<String> findings = new ArrayList<>();
        try (Stream<Path> files = Files.list(checkout.deploy().resolve("images"))) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("Dockerfile."))
                    .toList()) {
                var lines = Files.readAllLines(file);
                String user =
                        lines.stream().filter(line -> line.startsWith("USER ")).reduce("none", (first, last) -> last);
                if (!user.matches("USER [1-9][0-9]*(:\\d+)?")) {
                    findings.add("%s: its user is no number: %s".formatted(file.getFileName(), user));
                }
            }
        }
        return findings;
    }
}
