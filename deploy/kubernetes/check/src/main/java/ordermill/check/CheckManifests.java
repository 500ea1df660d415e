package ordermill.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the overlays that kubectl rendered: {@code deploy kafka-version topics.txt overlay=file...} -> a line a finding, and
 * exit code 1 where there is one.
 */
public final class CheckManifests {

    public static void main(String[] args) throws Exception {
        Path deploy = Path.of(args[0]);
        String kafka = args[1];
        String readme = Files.readString(deploy.resolve("README.md"));
        Topics flow = Topics.ofFlow(deploy.resolve("asyncapi.yaml"));
        List<String> findings = new ArrayList<>(flow.silences());
        findings.addAll(Topics.ofCompose(Files.readAllLines(Path.of(args[2]))).differencesFrom(flow));
        for (String overlay : List.of(args).subList(3, args.length)) {
            String[] parts = overlay.split("=", 2);
            Manifests manifests = Manifests.read(parts[0], Path.of(parts[1]));
            findings.addAll(Topics.of(manifests).differencesFrom(flow));
            findings.addAll(PodSecurity.findings(manifests));
            findings.addAll(Secrets.findings(manifests, readme));
            findings.addAll(Containers.findings(manifests));
            findings.addAll(KafkaVersion.findings(manifests, kafka));
            System.out.printf("overlay %s: %d objects%n", manifests.overlay(), manifests.objects().size());
        }
        findings.forEach(System.out::println);
        System.out.println(findings.size() + " findings");
        System.exit(findings.isEmpty() ? 0 : 1);
    }
}
