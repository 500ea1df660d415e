package ordermill.devservices;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A real PostgreSQL as a process of its own, unpacked from a Maven artifact, whose data outlives it in a directory. */
public final class PostgresServer implements AutoCloseable {

    private static final String DATABASE = "ordermill";
    private static final String SUPERUSER = "postgres";

    private final EmbeddedPostgres server;
    private final Thread stopWithJvm = new Thread(this::stop, "postgres-stop");

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
        Runtime.getRuntime().addShutdownHook(stopWithJvm);
    }

    /** Starts PostgreSQL on localhost:port (0: a free one) with the data found in the directory, if any. */
    public static PostgresServer start(Path directory, int port) {
        QuietLogs.on();
        stopLeftOver(directory);
        var data = data(directory);
        var initialized = directory.resolve("initialized");
        try {
            if (!Files.exists(initialized)) {
                Directories.delete(data); // what an interrupted initdb left behind
            }
            var server = new PostgresServer(startServer(data, port));
            if (!Files.exists(initialized)) {
                server.createDatabase();
                Files.createFile(initialized);
            }
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL could not be started in " + directory, e);
        }
    }

    /** Stops the server, if any, that a killed owner left running on the directory. */
    public static void stopLeftOver(Path directory) {
        try {
            Postmaster.stopLeftOver(data(directory));
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL still runs in " + directory + " and could not be stopped", e);
        }
    }

    public String reactiveUrl() {
        return "postgresql://localhost:" + port() + "/" + DATABASE;
    }

    public String username() {
        return SUPERUSER;
    }

    /** Any password will do: the server trusts the loopback interface, the only one it listens on. */
    public String password() {
        return SUPERUSER;
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(stopWithJvm);
        } catch (IllegalStateException e) {
            // The JVM ends, and the hook with it.
        }
    }

    /** Returns when the server has ended, to whoever asks second too: its directory may then be deleted. */
    private synchronized void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL could not be stopped", e);
        }
    }

    private static Path data(Path directory) {
        return directory.resolve("data").toAbsolutePath();
    }

    private static EmbeddedPostgres startServer(Path data, int port) throws IOException {
        var binaries = Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg-" + System.getProperty("user.name"));
        Files.createDirectories(binaries);
        // One JVM at a time: whoever comes while another unpacks must find all of it, or nothing.
        try (var channel = FileChannel.open(
                        binaries.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            deleteHalfUnpacked(binaries);
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false) // the server has its own
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .start();
        }
    }

    private static void deleteHalfUnpacked(Path binaries) throws IOException {
        for (var unpacked : binaries.toFile().listFiles(File::isDirectory)) {
            if (!new File(unpacked, ".exists").exists()) {
                Directories.delete(unpacked.toPath());
            }
        }
    }

    private void createDatabase() throws IOException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            close();
            throw new IOException("the database " + DATABASE + " could not be created", e);
        }
    }
}
