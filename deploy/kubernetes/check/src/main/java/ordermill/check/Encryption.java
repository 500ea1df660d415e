package ordermill.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;

/** How each server outside is spoken to -> by TLS, to whom the certificate names, and as somebody? */
final class Encryption {

    private static final String DATABASE = "QUARKUS_DATASOURCE_REACTIVE_";

    /** A variable that names a server, and what must be said besides. */
    private static final Map<String, Map<String, String>> TOLD = Map.of(
            DATABASE + "URL",
            Map.of(
                    DATABASE + "POSTGRESQL_SSL_MODE",
                    "verify-full",
                    DATABASE + "HOSTNAME_VERIFICATION_ALGORITHM",
                    "HTTPS",
                    DATABASE + "TRUST_CERTIFICATE_PEM",
                    "true",
                    "CHASSIS_MIGRATIONS_USERNAME",
                    ".+"),
            "QUARKUS_MAILER_HOST",
            Map.of(
                    "QUARKUS_MAILER_START_TLS",
                    "REQUIRED",
                    "QUARKUS_MAILER_LOGIN",
                    "REQUIRED",
                    "QUARKUS_MAILER_PASSWORD",
                    ".+"),
            "PAYMENTS_URL",
            Map.of("PAYMENTS_URL", "https://.+", "PAYMENTS_GATEWAY", "http", "PAYMENTS_AUTHORIZATION", ".+"),
            "PGSSLROOTCERT",
            Map.of("PGSSLMODE", "verify-full"));

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        for (Pod pod : Pods.of(manifests).ours()) {
            for (Environment environment : Environment.of(manifests, pod)) {
                var told = new HashMap<>(secrets(environment));
                told.putAll(environment.variables());
                told.keySet().stream()
                        .flatMap(name -> TOLD.getOrDefault(name, Map.of()).entrySet().stream())
                        .filter(must -> !told.getOrDefault(must.getKey(), "").matches(must.getValue()))
                        .forEach(must -> findings.add("%s: pod %s: %s must be %s"
                                .formatted(manifests.overlay(), Pods.name(pod), must.getKey(), must.getValue())));
            }
        }
        return findings;
    }

    private static Map<String, String> secrets(Environment environment) {
        Stream<EnvVar> secrets =
                environment.container().getEnv().stream().filter(variable -> variable.getValueFrom() != null);
        return secrets.collect(Collectors.toMap(EnvVar::getName, variable -> "of a secret"));
    }
}
