package ordermill.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Judges what kubectl rendered: {@code deploy kafka-version topics.txt folder}, where the folder has local.yaml,
 * production.yaml, database.yaml and, for each component, production with it as with-*.yaml -> a line a finding, and exit
 * code 1 where there is one.
 */
public final class CheckManifests {

    public static void main(String[] args) throws Exception {
        Path deploy = Path.of(args[0]);
        String kafka = args[1];
        Path rendered = Path.of(args[3]);
        String readme = Files.readString(deploy.resolve("README.md"));
        Topics flow = Topics.ofFlow(deploy.resolve("asyncapi.yaml"));
        List<String> findings = new ArrayList<>(flow.silences());
        findings.addAll(Topics.ofCompose(Files.readAllLines(Path.of(args[2]))).differencesFrom(flow));

        Manifests local = Manifests.read("local", rendered.resolve("local.yaml"));
        Manifests production = Manifests.read("production", rendered.resolve("production.yaml"));
        Manifests database = Manifests.read("database", rendered.resolve("database.yaml"));
        for (Manifests manifests : List.of(local, production)) {
            findings.addAll(Topics.of(manifests).differencesFrom(flow));
            findings.addAll(PodSecurity.findings(manifests));
            findings.addAll(KafkaSettings.findings(manifests, kafka));
        }
        for (Manifests manifests : List.of(local, production, database)) {
            findings.addAll(Secrets.findings(manifests, readme));
            findings.addAll(Containers.findings(manifests));
            System.out.printf("%s: %d objects%n", manifests.overlay(), manifests.objects().size());
        }
        findings.addAll(Holds.findings(production));
        findings.addAll(Rights.findings(production, deploy));
        findings.addAll(Connections.findings(production, database, server(deploy)));
        findings.addAll(Rules.findings(production, deploy.resolve("observability/prometheus/ordermill.rules.yaml")));

        try (var files = Files.newDirectoryStream(rendered, "with-*.yaml")) {
            for (Path file : files) {
                Manifests manifests = Manifests.read(file.getFileName().toString(), file);
                findings.addAll(Secrets.findings(manifests, readme));
                findings.addAll(Holds.findings(manifests));
            }
        }

        findings.forEach(System.out::println);
        System.out.println(findings.size() + " findings");
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    private static JsonNode server(Path deploy) throws IOException {
        return Manifests.read("database", deploy.resolve("kubernetes/database/cloudnative-pg.yaml"))
                .of("Cluster")
                .findFirst()
                .orElseThrow();
    }
}
