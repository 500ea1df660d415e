package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresServerTest {

    /** What a shell, a list of words or a quoted text would read otherwise. */
    private static final String ODD = "it's a $HOME `id` \"x\" \\\\ b";

    @TempDir
    static Path used;

    @TempDir
    Path directory;

    @BeforeAll
    static void use() throws Exception {
        PostgresServer.start(used, 0).close();
    }

    @Test
    void rowsOutliveTheServer() throws Exception {
        int port;
        try (var server = PostgresServer.start(directory, 0)) {
            port = server.port();
            execute(server, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (42)");
        }
        assertThat(postmasterPid()).isNotPresent();

        try (var again = PostgresServer.start(directory, port)) {
            assertThat(again.reactiveUrl()).isEqualTo("postgresql://localhost:" + port + "/ordermill");
            assertThat(queryInt(again, "SELECT id FROM kept")).isEqualTo(42);
        }
    }

    @Test
    void takesOverFromAKilledOwner() throws Exception {
        directory = directory.resolve(ODD);
        var killed = startOwnerProcess();
        await().atMost(Duration.ofSeconds(60)).until(this::isReady);
        var orphan = postmaster();
        killed.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void startsAlthoughTheOldProcessIdIsSomeOtherProcesssByNow() throws Exception {
        copyUsedData();
        var other = new ProcessBuilder("sleep", "60").start();
        Files.writeString(directory.resolve("data/postmaster.pid"), other.pid() + "\n");

        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    /** A power cut takes the last commits, and tears no file; a bench has each of them wait for the disk. */
    @Test
    void commitsDoNotWaitForTheDiskUnlessTheyAreToldTo() throws Exception {
        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(queryText(server, "SHOW fsync")).isEqualTo("on");
            assertThat(queryText(server, "SHOW synchronous_commit")).isEqualTo("off");

            execute(server, "ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()");

            await().untilAsserted(() ->
                    assertThat(queryText(server, "SHOW synchronous_commit")).isEqualTo("on"));
        }
    }

    @Test
    void startsAnewAfterAnInterruptedInitialization() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/postgresql.conf"), "");

        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"LC_ALL, de_DE.UTF-8", "LC_CTYPE, UTF-8", "LANG, tr_TR.UTF-8", "LC_ALL, tlh_QO.UTF-8"})
    void startsWhateverTheLocaleOfTheEnvironment(String variable, String locale) throws Exception {
        directory = directory.resolve(ODD);

        startsInAProcessOfItsOwn(variable, locale);
    }

    /** As in a container: root may not make a namespace there. */
    @Test
    void startsWhereNoNamespaceMayBeMade(@TempDir Path programs) throws Exception {
        var unshare = Files.writeString(programs.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        assertThat(unshare.toFile().setExecutable(true)).isTrue();

        startsInAProcessOfItsOwn("PATH", programs + File.pathSeparator + System.getenv("PATH"));
    }

    @Test
    void startsInAPathWithAnUmlaut() throws Exception {
        try (var server = PostgresServer.start(directory.resolve("häuslich " + ODD), 0)) {
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
        }
    }

    private void startsInAProcessOfItsOwn(String... environment) throws Exception {
        var owner = startOwnerProcess(environment);

        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> isReady() || !owner.isAlive());
            assertThat(said()).contains("ready ");
        } finally {
            owner.destroy();
            owner.waitFor();
        }
    }

    @Test
    void tornProcessIdIsNobodys() throws Exception {
        copyUsedData();
        Files.write(directory.resolve("data/postmaster.pid"), new byte[] {'x', (byte) 0xff});

        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
        }
        assertThat(setAside()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PG_VERSION, ''", "PG_VERSION, 16", "global/pg_control, ''", "pg_hba.conf, ''"})
    void dataThatAreTornOrOfAnotherVersionAreSetAside(String file, String content) throws Exception {
        copyUsedData();
        Files.writeString(directory.resolve("data").resolve(file), content);

        try (var server = PostgresServer.start(directory, 0)) {
            assertThat(queryInt(server, "SELECT 1")).isEqualTo(1);
        }
        assertThat(setAside())
                .singleElement()
                .satisfies(old -> assertThat(old.resolve(file)).hasContent(content));
    }

    /** As {@code start} and {@code close} leave them, in less time. */
    private void copyUsedData() throws IOException {
        try (var files = Files.walk(used)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = directory.resolve(used.relativize(file));
                if (!Files.exists(copy)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                if (Files.isDirectory(file)) {
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                }
            }
        }
    }

    private List<Path> setAside() throws IOException {
        try (var found = Files.list(directory)) {
            return found.filter(path -> path.getFileName().toString().startsWith("data-set-aside-"))
                    .toList();
        }
    }

    private Process startOwnerProcess(String... environment) throws IOException {
        Files.createDirectories(directory);
        var builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Servers.class.getName(),
                        "postgres",
                        directory.toString(),
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile());
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        return builder.start();
    }

    private boolean isReady() throws IOException {
        return said().contains("ready ");
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    private ProcessHandle postmaster() throws IOException {
        return postmasterPid().flatMap(ProcessHandle::of).orElseThrow();
    }

    private Optional<Long> postmasterPid() throws IOException {
        var file = directory.resolve("data/postmaster.pid");
        return Files.exists(file)
                ? Optional.of(Long.valueOf(Files.readAllLines(file).get(0)))
                : Optional.empty();
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int queryInt(PostgresServer server, String sql) throws SQLException {
        return Integer.parseInt(queryText(server, sql));
    }

    private static String queryText(PostgresServer server, String sql) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection("jdbc:" + server.reactiveUrl(), server.username(), server.password());
    }
}
