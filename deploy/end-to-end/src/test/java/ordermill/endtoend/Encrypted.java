package ordermill.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.awaitility.Awaitility;

import ordermill.testing.ScriptedMailServer;
import ordermill.testing.TestGateway;

/** The servers as production has them: each with a certificate of a private authority, and each asks who comes. */
final class Encrypted implements AutoCloseable {

    static final String AUTHORIZATION = "Bearer of-the-shop";

    private static final String MAIL_PASSWORD = "of-the-mail";
    private static final String BROKER = "listener.name.second.";

    final Cluster cluster;
    final TestGateway gateway;
    final ScriptedMailServer mailServer = new ScriptedMailServer();
    final int brokersPort = Broker.freePort();
    private final Authority authority;

    Encrypted(Path directory) throws Exception {
        authority = new Authority(directory.resolve("authority"));
        cluster = Cluster.around(new Broker(directory.resolve("kafka"), brokersPort, ofTheBroker()));
        nameKafkasUsers();
        encryptDatabase();
        Roles.make(cluster.databaseAddress(), Cluster.SERVICES);
        gateway = new TestGateway(authority.identity());
        mailServer.offerStartTls(authority.identity(), "shop", MAIL_PASSWORD);
        mailServer.comeBack();
    }

    /** By the first listener, and without a name, comes who may do everything: the test and the broker itself. */
    private Map<String, String> ofTheBroker() {
        return Map.of(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SECOND:SASL_SSL,CONTROLLER:PLAINTEXT",
                BROKER + "ssl.keystore.type",
                "PEM",
                BROKER + "ssl.keystore.location",
                authority.serversKeyAndCertificate().toString(),
                BROKER + "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                BROKER + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS");
    }

    private void nameKafkasUsers() throws IOException, ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.broker.bootstrapServers()))) {
            var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            admin.alterUserScramCredentials(Cluster.SERVICES.stream()
                            .<UserScramCredentialAlteration>map(
                                    name -> new UserScramCredentialUpsertion(name, scram, kafkasPassword(name)))
                            .toList())
                    .all()
                    .get();
            admin.createAcls(Rights.all()).all().get();
        }
    }

    private void encryptDatabase() throws IOException {
        Path data = cluster.databaseDirectory().resolve("data");
        for (Path file : List.of(authority.serversCertificate(), authority.serversKey())) {
            Path copy = Files.copy(file, data.resolve(file.getFileName()));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            Files.setOwner(copy, Files.getOwner(data));
        }
        // Clear text too, so that it is the services who insist.
        Files.writeString(data.resolve("pg_hba.conf"), """
                host all postgres all trust
                host all all all scram-sha-256
                """);
        Books books = cluster.books();
        books.run("ALTER SYSTEM SET ssl = on");
        books.run("ALTER SYSTEM SET log_connections = on");
        books.run("SELECT pg_reload_conf()");
        Awaitility.await("PostgreSQL has its certificate")
                .until(() -> books.count("pg_settings WHERE name = 'ssl' AND setting = 'on'") == 1);
    }

    /** What production tells a service, with these servers' addresses and secrets. */
    Map<String, String> settings(String service) throws IOException {
        return new ProductionSettings(service)
                .at("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + brokersPort)
                .at("KAFKA_SSL_TRUSTSTORE_LOCATION", authority.certificate())
                .at("QUARKUS_DATASOURCE_REACTIVE_URL", cluster.databaseAddress())
                .at("QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS", authority.certificate())
                .at("PAYMENTS_URL", gateway.url())
                .at("QUARKUS_TLS_PAYMENTS_TRUST_STORE_PEM_CERTS", authority.certificate())
                .at("QUARKUS_MAILER_HOST", "localhost")
                .at("QUARKUS_MAILER_PORT", mailServer.port())
                .at("QUARKUS_TLS_MAIL_TRUST_STORE_PEM_CERTS", authority.certificate())
                .with(Roles.of(service))
                .with(Map.of("RIDES_SEED_DRIVERS", "5"))
                .with(Map.of(
                        "KAFKA_SASL_JAAS_CONFIG",
                        jaas(service, kafkasPassword(service)),
                        "QUARKUS_MAILER_USERNAME",
                        "shop",
                        "QUARKUS_MAILER_PASSWORD",
                        MAIL_PASSWORD,
                        "PAYMENTS_AUTHORIZATION",
                        AUTHORIZATION))
                .told();
    }

    /** As Strimzi writes it. */
    static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    private static String kafkasPassword(String service) {
        return "of-" + service + "-at-kafka";
    }

    @Override
    public void close() {
        cluster.close();
        gateway.close();
        mailServer.goAway();
    }
}
