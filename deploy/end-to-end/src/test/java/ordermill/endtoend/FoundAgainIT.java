package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ordermill.testing.Topics;

/** Servers that are there, but not where or what they were: a primary that only reads, a broker whose name comes late. */
class FoundAgainIT {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** Sessions that were begun meanwhile only read for as long as they live, as those to a demoted primary do. */
    @Test
    @Tag("long")
    void primaryThatOnlyReadsIsLeftWithinAMinute() {
        try (var cluster = new Cluster(Map.of(), List.of("transactions"));
                var topics = new Topics(cluster.broker.bootstrapServers())) {
            Books books = cluster.books();
            books.run("ALTER ROLE postgres SET default_transaction_read_only = on");
            books.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
            place(topics, "while-it-only-reads");
            await().atMost(A_MINUTE)
                    .until(() -> !cluster.service("transactions").isReady());
            books.run("BEGIN READ WRITE; ALTER ROLE postgres RESET default_transaction_read_only; COMMIT");

            long began = System.nanoTime();
            await().atMost(A_MINUTE)
                    .until(() -> books.count("transactions.ledger WHERE order_id = 'while-it-only-reads'") == 1);
            System.out.printf("decided %d ms after the promotion%n", (System.nanoTime() - began) / 1_000_000);
            await().atMost(A_MINUTE).until(cluster.service("transactions")::isReady);
            assertThat(topics.all("order_details_dlq")).isEmpty();
        }
    }

    @Test
    @Tag("long")
    void serviceWaitsForABrokerWhoseNameHasNoAddressYet(@TempDir Path folder) throws IOException {
        assumeFalse(Service.isNative("transactions"), "skipped: names are resolved by the machine there");
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        try (var cluster = new Cluster(Map.of(), List.of());
                var topics = new Topics(cluster.broker.bootstrapServers())) {
            Service transactions = cluster.another(
                    "transactions",
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            cluster.broker.bootstrapServers().replace("localhost", "broker.of.the.test"),
                            "JAVA_TOOL_OPTIONS",
                            "-Djdk.net.hosts.file=" + hosts));
            cluster.services.put("transactions", transactions);
            transactions.start();
            await().atMost(A_MINUTE)
                    .until(() -> Files.readString(transactions.log()).contains("no broker's name has an address"));
            assertThat(transactions.isAlive()).isTrue();
            assertThat(transactions.isReady()).isFalse();

            Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.1 broker.of.the.test\n");
            place(topics, "after-its-name-came");

            transactions.awaitReady();
            await().atMost(A_MINUTE)
                    .until(() ->
                            cluster.books().count("transactions.ledger WHERE order_id = 'after-its-name-came'") == 1);
        }
    }

    @Test
    void serviceThatWaitsForABrokersNameEndsWhenItIsToldTo() throws IOException {
        var analytics = new Service(
                "analytics",
                Broker.freePort(),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "no-broker.invalid:9092",
                        "QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://localhost:1/none"));
        analytics.start();
        try {
            await().atMost(A_MINUTE)
                    .until(() -> Files.readString(analytics.log()).contains("no broker's name has an address"));

            analytics.tellToEnd();

            await().atMost(Duration.ofSeconds(20)).until(() -> !analytics.isAlive());
            assertThat(Files.readString(analytics.log())).doesNotContain("Failed to start");
        } finally {
            analytics.kill();
        }
    }

    private static void place(Topics topics, String id) {
        topics.send("order_details", id, """
                {"order_id":"%s","user_id":"u","order_details":{"kind":"food","price":9.10}}""".formatted(id));
    }
}
