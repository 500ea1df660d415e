package ordermill.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

/** A data directory of PostgreSQL's: made where it is missing, served, and left whole. */
record PostgresData(Path directory, PostgresProgram program) {

    static final String DATABASE = "ordermill";
    static final String SUPERUSER = "postgres";

    private static final int SECONDS_TO_ANSWER = 10;

    private static final String OPTIONS = Stream.of(
                    "listen_addresses=localhost", "unix_socket_directories=", "timezone=UTC", "max_connections=300")
            .map(setting -> "-c " + setting)
            .collect(Collectors.joining(" "));

    void start(int port) throws IOException {
        Files.deleteIfExists(program.output());
        if (!Files.exists(directory)) {
            initialize();
        }
        try {
            // Its left-over process is known by the directory in its command.
            var options = "-D %s -p %d %s".formatted(quoted(directory), port, OPTIONS);
            program.run(directory, "pg_ctl", "-o", options, "-w", "-t", "60", "start");
            createDatabase(port);
        } catch (IOException e) {
            stop();
            throw e;
        }
    }

    /** In a draft first: data that are there are whole. The locale is no matter of the machine's. */
    private void initialize() throws IOException {
        var draft = directory.resolveSibling("data.draft");
        Directories.delete(draft);
        // No commit waits for the disk; a power cut takes the last of them, but tears nothing.
        var settings = "synchronous_commit=off";
        program.run(draft, "initdb", "-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--no-locale", "--set", settings);
        Files.move(draft, directory);
    }

    /** One word of a shell's command. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private static void createDatabase(int port) throws IOException {
        try (var connection = database("postgres", port).getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
            database(DATABASE, port).getConnection().close(); // torn data may show here only
        } catch (SQLException e) {
            throw new IOException("the database " + DATABASE + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static DataSource database(String name, int port) {
        var database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {port});
        database.setDatabaseName(name);
        database.setUser(SUPERUSER);
        database.setConnectTimeout(SECONDS_TO_ANSWER);
        database.setSocketTimeout(SECONDS_TO_ANSWER);
        return database;
    }

    void stop() {
        try {
            if (Files.exists(directory.resolve("postmaster.pid"))) {
                program.run(directory, "pg_ctl", "-m", "fast", "-w", "-t", "10", "stop");
            }
        } catch (IOException e) {
            stopByForce(e);
        }
    }

    private void stopByForce(IOException notInOrder) {
        try {
            Postmaster.stopLeftOver(directory);
        } catch (IOException e) {
            e.addSuppressed(notInOrder);
            throw new IllegalStateException("PostgreSQL could not be stopped", e);
        }
    }
}
