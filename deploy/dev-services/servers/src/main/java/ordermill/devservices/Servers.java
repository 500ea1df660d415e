package ordermill.devservices;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Runs one server as a process of its own, which says {@code ready ADDRESS} when it serves and ends on SIGTERM. */
public final class Servers {

    private static final String USAGE = """
            usage: kafka DIRECTORY PORT [SECOND_PORT TOLD_PORT [NAME=VALUE]...]
                       (who comes by the second is told to go on at the other; Kafka's own settings, listeners PLAINTEXT and SECOND)
                   postgres DIRECTORY PORT    (the server's process id is the first line of DIRECTORY/data/postmaster.pid)
                   mail SMTP_PORT HTTP_PORT
            """;

    private Servers() {}

    public static void main(String... arguments) throws InterruptedException {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        if (arguments.length != 3 && arguments.length < 5) {
            System.err.print(USAGE);
            System.exit(2);
        }
        var ports = Arrays.stream(arguments)
                .limit(5)
                .skip(2)
                .mapToInt(Integer::parseInt)
                .toArray();
        var server = start(arguments[0], arguments[1], further(arguments), ports);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "stop"));
        new CountDownLatch(1).await();
    }

    private static Map<String, String> further(String... arguments) {
        return Arrays.stream(arguments)
                .skip(5)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    private static AutoCloseable start(String kind, String first, Map<String, String> further, int... ports) {
        int port = ports[0];
        switch (kind) {
            case "kafka" -> {
                var kafka = ports.length == 1
                        ? KafkaBroker.start(Path.of(first), port)
                        : KafkaBroker.start(Path.of(first), port, ports[1], ports[2], further);
                return ready(kafka, kafka.bootstrapServers());
            }
            case "postgres" -> {
                var postgres = PostgresServer.start(Path.of(first), port);
                return ready(postgres, postgres.reactiveUrl());
            }
            case "mail" -> {
                var mail = MailCatcher.start(Integer.parseInt(first), port);
                return ready(mail, "localhost:" + mail.smtpPort() + " " + mail.url());
            }
            default -> throw new IllegalArgumentException(USAGE);
        }
    }

    private static AutoCloseable ready(AutoCloseable server, String address) {
        System.out.println("ready " + address);
        return server;
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("the server could not be stopped", e);
        }
    }
}
