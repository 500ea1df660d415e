package ordermill.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The PostgreSQL process that a killed owner left running on a data directory. */
final class Postmaster {

    private Postmaster() {}

    static void stopLeftOver(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var lines = Files.readAllLines(pidFile);
        if (!lines.isEmpty()) {
            var process = ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
            if (process.isPresent() && servesFrom(data, process.get())) {
                stop(process.get());
            }
        }
        // PostgreSQL would refuse to start if the number in the file were by now some other process's.
        Files.deleteIfExists(pidFile);
    }

    private static boolean servesFrom(Path data, ProcessHandle process) {
        var command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static void stop(ProcessHandle postmaster) throws IOException {
        // SIGINT is the fast shutdown; SIGTERM would wait until every client has gone.
        new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start();
        var ended = postmaster.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS);
        try {
            if (ended.join() == null) {
                postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
                postmaster.destroyForcibly();
                postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            }
        } catch (CompletionException e) {
            throw new IOException("PostgreSQL process " + postmaster.pid() + " does not end", e);
        }
    }
}
