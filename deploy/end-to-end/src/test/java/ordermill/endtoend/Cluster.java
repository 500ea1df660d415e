package ordermill.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.config.ConfigResource;

import ordermill.devservices.PostgresServer;
import ordermill.devservices.Topics;
import ordermill.testing.SwallowingProxy;

/** A broker, a database, a mail server and the four packaged services, all real, all on ports of their own. */
final class Cluster implements AutoCloseable {

    private static final List<String> TOPICS = List.of(
            "order_details",
            "order_confirmed",
            "order_rejected",
            "order_email_sent",
            "ride_details",
            "ride_confirmed",
            "ride_rejected",
            "ride_email_sent",
            "timestamp",
            "analytics_result");

    static final List<String> SERVICES = List.of("orders", "transactions", "notifications", "analytics");

    /** What the services come by to each server. */
    record Proxies(SwallowingProxy database, SwallowingProxy broker, SwallowingProxy mailServer) {

        void close() {
            List.of(database, broker, mailServer).forEach(SwallowingProxy::close);
        }
    }

    /** Null where there are none. */
    final Proxies proxies;

    final Broker broker;
    final GreenMail mailServer;
    final Map<String, Service> services = new TreeMap<>();
    private final List<String> forgotten = new ArrayList<>();
    private final Path directory;
    private final int databasePort = Broker.freePort();
    private PostgresServer database;

    /** With a simulator that {@link #simulate} steers, drivers enough, and a heartbeat each second. */
    static Cluster steerable() {
        return new Cluster(Map.of("SIMULATOR_STEERABLE", "true", "RIDES_SEED_DRIVERS", "200", "HEARTBEAT_EVERY", "1s"));
    }

    /** @param settings more environment for all services, such as SIMULATOR_STEERABLE=true */
    Cluster(Map<String, String> settings) {
        this(settings, SERVICES);
    }

    /** Only some of the services. */
    Cluster(Map<String, String> settings, List<String> names) {
        this(settings, names, false, null);
    }

    /** With this broker, which it starts, and no services yet. */
    static Cluster around(Broker broker) {
        return new Cluster(Map.of(), List.of(), false, broker);
    }

    /** With a proxy before each server, by which the services come. */
    static Cluster behindProxies(Map<String, String> settings) {
        return new Cluster(settings, SERVICES, true, null);
    }

    private Cluster(Map<String, String> settings, List<String> names, boolean behindProxies, Broker given) {
        try {
            directory = Files.createTempDirectory("ordermill-end-to-end");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mailServer = new GreenMail(new ServerSetup(Broker.freePort(), "localhost", ServerSetup.PROTOCOL_SMTP));
        mailServer.start();
        int brokersSecondPort = Broker.freePort();
        proxies = behindProxies
                ? new Proxies(
                        new SwallowingProxy(databasePort),
                        new SwallowingProxy(brokersSecondPort),
                        new SwallowingProxy(mailPort(settings)))
                : null;
        Path kafka = directory.resolve("kafka");
        broker = given != null
                ? given
                : behindProxies
                        ? new Broker(kafka, brokersSecondPort, proxies.broker().port())
                        : new Broker(kafka);
        broker.start();
        Topics.create(
                broker.bootstrapServers(),
                TOPICS.stream()
                        .flatMap(topic ->
                                topic.equals("analytics_result") ? Stream.of(topic) : Stream.of(topic, topic + "_dlq"))
                        .collect(Collectors.toMap(topic -> topic, topic -> 12)));
        startDatabase();
        for (String name : names) {
            services.put(name, another(name, settings));
        }
        services.values().forEach(Service::start);
        services.values().forEach(Service::awaitReady);
    }

    /** A further replica of a service; not started yet. */
    Service another(String name, Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", database.reactiveUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.username());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        environment.put("QUARKUS_MAILER_HOST", "localhost");
        environment.put(
                "QUARKUS_MAILER_PORT", Integer.toString(mailServer.getSmtp().getPort()));
        if (services.containsKey("orders")) {
            environment.put(
                    "DASHBOARD_STOREFRONT_URL", services.get("orders").at("").toString());
        }
        environment.putAll(settings);
        if (proxies != null) {
            environment.put(
                    "KAFKA_BOOTSTRAP_SERVERS", "localhost:" + proxies.broker().port());
            environment.put(
                    "QUARKUS_DATASOURCE_REACTIVE_URL",
                    database.reactiveUrl()
                            .replace(
                                    ":" + databasePort + "/",
                                    ":" + proxies.database().port() + "/"));
            environment.put(
                    "QUARKUS_MAILER_PORT", Integer.toString(proxies.mailServer().port()));
        }
        return new Service(name, Broker.freePort(), environment);
    }

    /** Of the test's own mail server, if it has one. */
    private int mailPort(Map<String, String> settings) {
        String port = settings.get("QUARKUS_MAILER_PORT");
        return port == null ? mailServer.getSmtp().getPort() : Integer.parseInt(port);
    }

    Service service(String name) {
        return services.get(name);
    }

    Books books() {
        return new Books("jdbc:" + database.reactiveUrl(), database.username(), database.password());
    }

    /** With the database's name as its path. */
    URI databaseAddress() {
        return URI.create(database.reactiveUrl());
    }

    /** Where PostgreSQL has its data, and its log beside them. */
    Path databaseDirectory() {
        return directory.resolve("postgres");
    }

    void startDatabase() {
        database = PostgresServer.start(databaseDirectory(), databasePort);
    }

    void stopDatabase() {
        database.close();
    }

    /** Forgets how far every group has read: the services will read all topics from offset 0 again. */
    void forgetOffsets() {
        try (Admin admin = admin()) {
            var groups = admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .toList();
            admin.deleteConsumerGroups(groups).all().get();
            forgotten.addAll(groups);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * How many records the groups have yet to read: of the partitions that their members have been given, and those that
     * they have committed. At least one where a group has no members, or has not come back since it was forgotten.
     */
    long lag() {
        try (Admin admin = admin()) {
            var names = admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .toList();
            var groups = admin.describeConsumerGroups(names).all().get().values();
            long lag = groups.isEmpty() || !names.containsAll(forgotten) ? 1 : 0;
            for (ConsumerGroupDescription group : groups) {
                var committed = admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get();
                var given = group.members().stream()
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .toList();
                lag += given.isEmpty() ? 1 : 0;
                var ends = admin.listOffsets(Stream.concat(committed.keySet().stream(), given.stream())
                                .distinct()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                        .all()
                        .get();
                for (var end : ends.entrySet()) {
                    var read = committed.get(end.getKey());
                    lag += end.getValue().offset() - (read == null ? 0 : read.offset());
                }
            }
            return lag;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on the broker stores what is written to these topics in this codec, whoever writes. */
    void compress(String codec, String... topics) {
        try (Admin admin = admin()) {
            Collection<AlterConfigOp> compressed =
                    List.of(new AlterConfigOp(new ConfigEntry("compression.type", codec), OpType.SET));
            admin.incrementalAlterConfigs(Stream.of(topics)
                            .collect(Collectors.toMap(
                                    topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                    topic -> compressed)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** @param settings of the simulator, as JSON */
    void simulate(String settings) throws IOException {
        var answer = service("orders").send("PUT", "/simulator", settings);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    @Override
    public void close() {
        services.values().forEach(Service::kill);
        mailServer.stop();
        database.close();
        broker.kill();
        if (proxies != null) {
            proxies.close();
        }
    }
}
