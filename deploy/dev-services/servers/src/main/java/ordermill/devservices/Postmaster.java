package ordermill.devservices;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The PostgreSQL process that a killed owner left running on a data directory. */
final class Postmaster {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Postmaster() {}

    static void stopLeftOver(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var process = processId(pidFile).flatMap(ProcessHandle::of).filter(found -> servesFrom(data, found));
        if (process.isPresent()) {
            stop(process.get());
        }
        // PostgreSQL would refuse to start if the number in the file were by now some other process's.
        Files.deleteIfExists(pidFile);
    }

    /** None where the file is torn, as after a power cut. */
    private static Optional<Long> processId(Path pidFile) throws IOException {
        var number = NUMBER.matcher(Files.readString(pidFile, StandardCharsets.ISO_8859_1));
        return number.lookingAt() ? Optional.of(Long.valueOf(number.group())) : Optional.empty();
    }

    private static boolean servesFrom(Path data, ProcessHandle process) {
        var command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static void stop(ProcessHandle postmaster) throws IOException {
        // SIGINT is the fast shutdown; SIGTERM would wait until every client has gone.
        // A shell has its own kill; a small image has no other.
        new ProcessBuilder("sh", "-c", "kill -INT \"$0\"", Long.toString(postmaster.pid())).start();
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
