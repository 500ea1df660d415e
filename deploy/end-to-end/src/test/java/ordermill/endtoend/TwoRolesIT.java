package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As in production: an owner a service migrates, and the service itself may only read and write. */
@Tag("long")
class TwoRolesIT {

    @Test
    void ownersMigrateAndServicesRunWithLess() throws Exception {
        try (var cluster = new Cluster(Map.of(), List.of())) {
            Roles.make(cluster.databaseAddress(), Cluster.SERVICES);
            for (String name : Cluster.SERVICES) {
                cluster.services.put(name, cluster.another(name, Roles.of(name)));
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
}
