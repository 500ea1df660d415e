package ordermill.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real PostgreSQL as a process of its own, unpacked from a Maven artifact, whose data outlives it in a directory. */
public final class PostgresServer implements AutoCloseable {

    private final PostgresData data;
    private final int port;
    private final Thread stopWithJvm = new Thread(this::stop, "postgres-stop");
    private boolean stopped;

    private PostgresServer(PostgresData data, int port) {
        this.data = data;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(stopWithJvm);
    }

    /** Starts PostgreSQL on localhost:port (0: a free one) with the data found in the directory, if any. */
    public static PostgresServer start(Path directory, int port) {
        stopLeftOver(directory);
        var chosen = port == 0 ? Ports.free() : port;
        try {
            Files.createDirectories(directory);
            var program = new PostgresProgram(
                    PostgresBinaries.unpacked(), directory.resolve("postgres.log"), PostgresUser.in(directory));
            return OldData.start(
                    "PostgreSQL", data(directory), data -> startOn(new PostgresData(data, program), chosen));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "PostgreSQL could not be started in %s: %s".formatted(directory, e.getMessage()), e);
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
        return "postgresql://localhost:" + port + "/" + PostgresData.DATABASE;
    }

    public String username() {
        return PostgresData.SUPERUSER;
    }

    /** Any password will do: the server trusts the loopback interface, the only one it listens on. */
    public String password() {
        return PostgresData.SUPERUSER;
    }

    public int port() {
        return port;
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
        if (!stopped) {
            stopped = true;
            data.stop();
        }
    }

    private static Path data(Path directory) {
        return directory.resolve("data").toAbsolutePath();
    }

    private static PostgresServer startOn(PostgresData data, int port) throws IOException {
        data.start(port);
        return new PostgresServer(data, port);
    }
}
