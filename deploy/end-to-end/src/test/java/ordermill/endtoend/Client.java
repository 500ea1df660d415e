package ordermill.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program of deploy/clients as a process of its own, with what it says in target/logs. */
final class Client implements AutoCloseable {

    private static final Path PROGRAMS = Path.of("../clients").toAbsolutePath().normalize();

    private final String program;
    private final Path said;
    private final Process process;

    private Client(String program, Path said, Process process) {
        this.program = program;
        this.said = said;
        this.process = process;
    }

    static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notFound) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param command an interpreter, a program's name and its arguments */
    static Client start(Map<String, String> environment, String... command) {
        try {
            Path said = Files.createDirectories(Path.of("target/logs"))
                    .resolve(command[1].replace('/', '-') + "-" + System.nanoTime() + ".log");
            List<String> resolved = new ArrayList<>(Arrays.asList(command));
            resolved.set(1, PROGRAMS.resolve(command[1]).toString());
            var builder = new ProcessBuilder(resolved).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            return new Client(command[1], said, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        try {
            return Files.readAllLines(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it said, once it has ended well. */
    List<String> result() {
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError(program + " does not end:\n" + String.join("\n", lines()));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    program + " ended with " + process.exitValue() + ":\n" + String.join("\n", lines()));
        }
        return lines();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** A folder with Kafka's console tools under the names that a distribution gives them. */
    static Path consoleTools(Path folder) throws IOException {
        Map<String, String> tools = Map.of(
                "kafka-topics.sh", "TopicCommand",
                "kafka-console-producer.sh", "ConsoleProducer",
                "kafka-console-consumer.sh", "consumer.ConsoleConsumer",
                "kafka-consumer-groups.sh", "consumer.group.ConsumerGroupCommand");
        String classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                // With it the tools would print the client's settings among their answers.
                .filter(entry -> !entry.contains("slf4j-jboss-logmanager"))
                .collect(Collectors.joining(File.pathSeparator));
        for (var tool : tools.entrySet()) {
            Path script = folder.resolve(tool.getKey());
            Files.writeString(script, """
                    #!/bin/sh
                    exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' org.apache.kafka.tools.%s "$@"
                    """.formatted(
                            inQuotes(Path.of(System.getProperty("java.home"), "bin/java")
                                    .toString()),
                            inQuotes(classPath),
                            tool.getValue()));
            if (!script.toFile().setExecutable(true)) {
                throw new IOException(script + " cannot be made executable");
            }
        }
        return folder;
    }

    private static String inQuotes(String text) {
        return text.replace("'", "'\\''");
    }
}
