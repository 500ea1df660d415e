package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** Services of today on the tables of their first version, where it is another day than in Greenwich. */
class OldSchemasIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void firstTablesAreBroughtUpToDateAndDaysAreThoseOfTheTimeZone() throws Exception {
        String zone = whereItIsJustPastMidnight();
        try (Cluster cluster = new Cluster(Map.of(), List.of())) {
            Books books = cluster.books();
            for (String name : Cluster.SERVICES) {
                makeFirstTables(books, name);
            }
            countOrderOfYesterday(books);
            for (String name : Cluster.SERVICES) {
                cluster.services.put(
                        name, cluster.another(name, Map.of("TZ", "America/St_Johns", "ANALYTICS_TIME_ZONE", zone)));
            }
            cluster.services.values().forEach(Service::start);
            cluster.services.values().forEach(Service::awaitReady);

            assertThat(cluster.service("orders").send("POST", "/order", """
                                    {"order_id":"new","user_id":"u","user_email":"u@example.com","order_details":{"price":4.55}}""").statusCode())
                    .isEqualTo(202);

            await().atMost(SOON)
                    .until(() -> cluster.service("orders").get("/order/new").contains("\"email_sent\""));
            Service analytics = cluster.service("analytics");
            await().atMost(SOON)
                    .until(() ->
                            analytics.json("/totals").at("/total_orders_count").longValue() == 2);
            assertThat(analytics.json("/totals").at("/total_revenue").decimalValue())
                    .isEqualByComparingTo("14.55");
            assertThat(analytics.json("/totals").at("/orders_today").longValue())
                    .as(zone)
                    .isEqualTo(1);
            assertThat(analytics.json("/totals").at("/revenue_today").decimalValue())
                    .isEqualByComparingTo("4.55");
        }
    }

    /** Within an hour. */
    private static String whereItIsJustPastMidnight() {
        int hour = OffsetDateTime.now(ZoneOffset.UTC).getHour();
        // These zones are called by how far Greenwich is ahead of them.
        return hour <= 12 ? "Etc/GMT+" + hour : "Etc/GMT-" + (24 - hour);
    }

    /** As its first version left them. */
    private static void makeFirstTables(Books books, String service) throws IOException {
        Path first;
        try (var files = Files.list(Path.of("../..", service, "src/main/resources/db"))) {
            first = files.filter(file -> file.getFileName().toString().startsWith("V1__"))
                    .findFirst()
                    .orElseThrow();
        }
        books.run("CREATE SCHEMA " + service);
        books.run("CREATE TABLE %s.migrations (file text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())"
                .formatted(service));
        books.run(Files.readString(first));
        books.run("INSERT INTO %s.migrations (file) VALUES ('%s')".formatted(service, first.getFileName()));
    }

    /** As the first version counted it. */
    private static void countOrderOfYesterday(Books books) {
        String then = "date_trunc('minute', now() - interval '61 minutes')";
        books.run("""
                INSERT INTO analytics.counted_orders (order_id, kind, minute, status, total_cost, decided_at)
                VALUES ('old', 'food', %1$s, 'confirmed', 10, %1$s);
                INSERT INTO analytics.sales_by_minute VALUES (%1$s, 'food', 1, 10, 0);
                INSERT INTO analytics.sales_by_kind VALUES ('food', 1, 10, 0)
                """.formatted(then));
    }
}
