package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ordermill.testing.ScriptedMailServer.Taken;

/** With production's own settings, the services speak TLS only, with whom their authority vouches for, and say who they are. */
class EncryptedIT {

    /** What a service is told otherwise, and what its log says then. */
    private record Refused(String name, Object value, String why) {}

    @TempDir
    private static Path directory;

    private static Encrypted servers;
    private static Cluster cluster;
    private static Books books;
    private static Path stranger;

    @BeforeAll
    static void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        stranger = new Authority(directory.resolve("stranger")).certificate();
        servers = new Encrypted(directory);
        cluster = servers.cluster;
        books = cluster.books();
        for (String name : Cluster.SERVICES) {
            cluster.services.put(name, cluster.another(name, servers.settings(name)));
        }
        cluster.services.values().forEach(Service::start);
        cluster.services.values().forEach(Service::awaitReady);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void orderAndRideGoTheirWholeWayAndNothingGoesInClearText() throws Exception {
        place("sealed");

        await().until(() -> orders().get("/order/sealed").contains("\"email_sent\""));
        await().until(() -> orders().get("/ride/sealed").contains("\"email_sent\""));
        String confirmed = " WHERE status = 'confirmed' AND ";
        await().until(() -> books.count("analytics.counted_orders" + confirmed + "order_id = 'sealed'") == 1);
        await().until(() -> books.count("analytics.counted_rides" + confirmed + "id = 'sealed'") == 1);
        assertThat(servers.mailServer.taken())
                .extracting(Taken::recipient)
                .contains("sealed@example.com", "who_rides_sealed@example.com");
        assertThat(servers.gateway.chargesOf("sealed")).isEqualTo(1);
        assertThat(servers.gateway.authorization()).isEqualTo(Encrypted.AUTHORIZATION);
        ClearText.hasComeToNone(servers);
    }

    @Test
    void whoTrustsAnotherAuthorityOrComesByAnotherNameOrPasswordDoesNotGetReady() throws Exception {
        String database = cluster.databaseAddress().toString();
        String refused = "the schema analytics waits: SSL handshake failed";
        List<Refused> all = List.of(
                new Refused("QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS", stranger, refused),
                new Refused("QUARKUS_DATASOURCE_REACTIVE_URL", database.replace("localhost", "127.0.0.1"), refused),
                new Refused("KAFKA_SSL_TRUSTSTORE_LOCATION", stranger, "PKIX path "),
                new Refused(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "127.0.0.1:" + servers.brokersPort,
                        "No subject alternative names matching IP address 127.0.0.1"),
                new Refused(
                        "KAFKA_SASL_JAAS_CONFIG",
                        Encrypted.jaas("analytics", "guessed"),
                        "invalid credentials with SASL mechanism SCRAM-SHA-512"));
        List<Service> services = new ArrayList<>();

        try {
            for (Refused each : all) {
                services.add(started("analytics", each));
            }

            for (int i = 0; i < all.size(); i++) {
                says(services.get(i), all.get(i));
            }
            await().during(Duration.ofSeconds(3)).until(() -> services.stream().noneMatch(Service::isReady));
        } finally {
            services.forEach(Service::kill);
        }
    }

    @Test
    void noChargeAndNoMailGoesToWhomAStrangerVouchesFor() throws Exception {
        var charge = new Refused(
                "QUARKUS_TLS_PAYMENTS_TRUST_STORE_PEM_CERTS",
                stranger,
                "to the payment gateway failed: javax.net.ssl.SSLHandshakeException");
        var mail =
                new Refused("QUARKUS_TLS_MAIL_TRUST_STORE_PEM_CERTS", stranger, "the mail server is away: not_trusted");
        List<Service> usual = List.of(cluster.service("transactions"), cluster.service("notifications"));
        usual.forEach(Service::stop);
        List<Service> others = List.of(started("transactions", charge), started("notifications", mail));

        try {
            place("unsealed");

            await().until(() -> books.count("transactions.charges WHERE order_id = 'unsealed' AND tries > 0") == 1);
            says(others.get(0), charge);
            says(others.get(1), mail);
            assertThat(servers.gateway.requestsOf("unsealed")).isZero();
            assertThat(servers.mailServer.recipients()).noneMatch(recipient -> recipient.contains("unsealed"));
        } finally {
            others.forEach(Service::kill);
            usual.forEach(Service::start);
            usual.forEach(Service::awaitReady);
        }
    }

    private static Service started(String name, Refused other) throws IOException {
        Map<String, String> settings = new TreeMap<>(servers.settings(name));
        assertThat(settings).containsKey(other.name);
        settings.put(other.name, other.value.toString());
        Service service = cluster.another(name, settings);
        service.start();
        return service;
    }

    private static void says(Service service, Refused other) {
        await(other.name)
                .untilAsserted(() -> assertThat(Files.readString(service.log())).contains(other.why));
    }

    private static Service orders() {
        return cluster.service("orders");
    }

    private static void place(String id) throws IOException {
        String order = """
                {"order_id":"%1$s","user_id":"u","user_email":"%1$s@example.com","order_details":{"kind":"food","price":4.55}}""";
        String ride = """
                {"id":"%1$s","customer_id":"who_rides_%1$s","location":{"lat":48.21,"long":16.37}}""";
        assertThat(orders().send("POST", "/order", order.formatted(id)).statusCode())
                .isEqualTo(202);
        assertThat(orders().send("POST", "/ride", ride.formatted(id)).statusCode())
                .isEqualTo(202);
    }
}
