package ordermill.devservices.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import ordermill.devservices.KafkaBroker;
import ordermill.devservices.MailCatcher;
import ordermill.devservices.Ports;
import ordermill.devservices.PostgresServer;

/** Starts one kind of server with its data in a directory, preferably on a given port (0: a free one). */
interface ServerKind {

    String KAFKA_ADDRESS = "kafka.bootstrap.servers";
    List<String> KAFKA_SETTINGS = List.of(KAFKA_ADDRESS);

    /** Not for the application: the broker's second address, where it has one. */
    String KAFKA_SECOND_ADDRESS = "ordermill.kafka-second-address";

    String DATABASE_ADDRESS = "quarkus.datasource.reactive.url";
    String DATABASE_USER = "quarkus.datasource.username";
    String DATABASE_PASSWORD = "quarkus.datasource.password";
    List<String> DATABASE_SETTINGS = List.of(DATABASE_ADDRESS, DATABASE_USER, DATABASE_PASSWORD);

    String MAIL_HOST = "quarkus.mailer.host";
    String MAIL_PORT = "quarkus.mailer.port";
    String MAIL_MOCK = "quarkus.mailer.mock";
    String MAIL_PAGE = "ordermill.mail-page";
    List<String> MAIL_SETTINGS = List.of(MAIL_HOST, MAIL_PORT, MAIL_MOCK, MAIL_PAGE);

    RunningServer start(Path directory, int preferredPort);

    static RunningServer kafka(Path directory, int preferredPort) {
        var broker = KafkaBroker.start(directory, Ports.preferring(preferredPort));
        return new RunningServer(broker, broker.port(), Map.of(KAFKA_ADDRESS, broker.bootstrapServers()));
    }

    /** A broker that listens on the second port too if that is free: where it is not, its owner's clients mean him. */
    static ServerKind kafkaAlsoOn(int secondPort) {
        return (directory, preferredPort) -> {
            var port = Ports.preferring(preferredPort);
            if (secondPort == 0 || secondPort == port || !Ports.isFree(secondPort)) {
                return kafka(directory, port);
            }
            var broker = KafkaBroker.start(directory, port, secondPort);
            var settings =
                    Map.of(KAFKA_ADDRESS, broker.bootstrapServers(), KAFKA_SECOND_ADDRESS, "localhost:" + secondPort);
            return new RunningServer(broker, broker.port(), settings);
        };
    }

    static RunningServer postgres(Path directory, int preferredPort) {
        PostgresServer.stopLeftOver(directory); // it may sit on the port
        var server = PostgresServer.start(directory, Ports.preferring(preferredPort));
        var settings = Map.of(
                DATABASE_ADDRESS, server.reactiveUrl(),
                DATABASE_USER, server.username(),
                DATABASE_PASSWORD, server.password());
        return new RunningServer(server, server.port(), settings);
    }

    static ServerKind mail(int pagePort) {
        return (directory, preferredPort) -> {
            var catcher = MailCatcher.start(Ports.preferring(preferredPort), Ports.preferring(pagePort));
            var settings = Map.of(
                    MAIL_HOST,
                    "localhost",
                    MAIL_PORT,
                    Integer.toString(catcher.smtpPort()),
                    MAIL_MOCK,
                    "false",
                    MAIL_PAGE,
                    catcher.url());
            return new RunningServer(catcher, catcher.smtpPort(), settings);
        };
    }
}
