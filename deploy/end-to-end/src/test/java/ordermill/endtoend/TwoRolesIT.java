package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As in production: an owner a service migrates, and the service itself may only read and write. */
@Tag("long")
class TwoRolesIT {

    private static final List<String> SERVICES = List.of("orders", "transactions", "notifications", "analytics");

    @Test
    void ownersMigrateAndServicesRunWithLess() throws Exception {
        Needed.isThere(Client.succeeds("psql", "--version"), "there is no psql");
        try (var cluster = new Cluster(Map.of(), List.of())) {
            makeRoles(cluster.databaseAddress());
            for (String name : SERVICES) {
                Map<String, String> roles = Map.of(
                        "QUARKUS_DATASOURCE_USERNAME", name,
                        "QUARKUS_DATASOURCE_PASSWORD", "of-" + name,
                        "CHASSIS_MIGRATIONS_USERNAME", name + "_owner",
                        "CHASSIS_MIGRATIONS_PASSWORD", "of-the-owner-of-" + name);
                cluster.services.put(name, cluster.another(name, roles));
            }
            cluster.services.values().forEach(Service::start);
            cluster.services.values().forEach(Service::awaitReady);

            assertThat(cluster.service("orders").send("POST", "/order", """
                                    {"order_id":"two-roles","user_id":"u","user_email":"u@example.com",
                                     "order_details":{"price":4.55}}""").statusCode())
                    .isEqualTo(202);

            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            cluster.service("orders").get("/order/two-roles").contains("\"email_sent\""));
            Books books = cluster.books();
            assertThat(books.count(
                            "pg_tables WHERE schemaname = ANY ('{orders,transactions,notifications,analytics}')"))
                    .isPositive()
                    .isEqualTo(books.count("pg_tables WHERE tableowner = schemaname || '_owner'"));
            await().atMost(Duration.ofSeconds(30)).until(() -> books.count("analytics.counted_orders") == 1);
        }
    }

    private static void makeRoles(URI database) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "PGHOST", database.getHost(),
                "PGPORT", Integer.toString(database.getPort()),
                "PGUSER", "postgres",
                "PGPASSWORD", "postgres",
                "PGDATABASE", database.getPath().substring(1)));
        for (String name : SERVICES) {
            String prefix = name.toUpperCase(Locale.ROOT) + "_DATABASE_";
            environment.put(prefix + "PASSWORD", "of-" + name);
            environment.put(prefix + "OWNER_PASSWORD", "of-the-owner-of-" + name);
        }
        var script = new ProcessBuilder(
                "bash",
                Path.of("../kubernetes/database/roles.sh").toAbsolutePath().toString());
        script.environment().putAll(environment);
        assertThat(script.inheritIO().start().waitFor()).isZero();
    }
}
