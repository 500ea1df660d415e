package ordermill.devservices;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs one of PostgreSQL's programs to its end, whatever the machine's locale is. */
record PostgresProgram(Path binaries, Path output, List<String> user) {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** The directory travels by the environment: pg_ctl would paste it into a shell's command as it is. */
    void run(Path directory, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(user);
        command.add(binaries.resolve("bin").resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("LC_") || key.startsWith("LANG") || key.startsWith("PG"));
        environment.put("LC_ALL", "C");
        environment.put("PGDATA", directory.toString());
        await(name, builder.start());
    }

    private void await(String name, Process process) throws IOException {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(name + " did not end within " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(name + " was interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(name + " failed: " + complaint());
        }
    }

    /** The lines that say why, else all of them; never many. */
    private String complaint() throws IOException {
        var lines =
                Files.readString(output, StandardCharsets.ISO_8859_1).lines().toList();
        var reasons = lines.stream().filter(PostgresProgram::saysWhy).toList();
        var telling = reasons.isEmpty() ? lines : reasons;
        return telling.stream()
                .skip(Math.max(0, telling.size() - 3))
                .map(line ->
                        line.replaceFirst("^.*(?=(PANIC|FATAL|DETAIL):)", "").strip())
                .collect(Collectors.joining(" / "));
    }

    private static boolean saysWhy(String line) {
        return Stream.of("PANIC:", "FATAL:", "DETAIL:", "error:").anyMatch(line::contains);
    }
}
