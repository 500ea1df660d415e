package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Two roles a service, as production's script makes them: an owner, who migrates, and one that reads and writes. */
final class Roles {

    private Roles() {}

    /** Needs psql. */
    static void make(URI database, List<String> services) throws IOException, InterruptedException {
        Needed.isThere(Client.succeeds("psql", "--version"), "there is no psql");
        Map<String, String> environment = new TreeMap<>(Map.of(
                "PGHOST", database.getHost(),
                "PGPORT", Integer.toString(database.getPort()),
                "PGUSER", "postgres",
                "PGPASSWORD", "postgres",
                "PGDATABASE", database.getPath().substring(1)));
        for (String name : services) {
            String prefix = name.toUpperCase(Locale.ROOT) + "_DATABASE_";
            environment.put(prefix + "PASSWORD", password(name));
            environment.put(prefix + "OWNER_PASSWORD", ownersPassword(name));
        }
        var script = new ProcessBuilder(
                "bash",
                Path.of("../kubernetes/database/roles.sh").toAbsolutePath().toString());
        script.environment().putAll(environment);
        assertThat(script.inheritIO().start().waitFor()).isZero();
    }

    /** What a service is told of its two. */
    static Map<String, String> of(String service) {
        return Map.of(
                "QUARKUS_DATASOURCE_USERNAME",
                service,
                "QUARKUS_DATASOURCE_PASSWORD",
                password(service),
                "CHASSIS_MIGRATIONS_USERNAME",
                service + "_owner",
                "CHASSIS_MIGRATIONS_PASSWORD",
                ownersPassword(service));
    }

    private static String password(String service) {
        return "of-" + service;
    }

    private static String ownersPassword(String service) {
        return "of-the-owner-of-" + service;
    }
}
