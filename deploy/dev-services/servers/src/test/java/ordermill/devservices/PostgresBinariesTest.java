package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir
    Path directory;

    @Test
    void placeThatCannotBeUsedIsPassedOver() throws Exception {
        var noDirectory = Files.writeString(directory.resolve("file"), "").resolve("place");
        var readOtherwiseByAShell = directory.resolve("a$b");

        var unpacked = PostgresBinaries.unpackedInFirstOf(
                noDirectory, readOtherwiseByAShell, directory.resolve("ein Plätzchen"));

        assertThat(unpacked).startsWith(directory.resolve("ein Plätzchen"));
        assertThat(unpacked.resolve("bin/initdb")).isExecutable();
    }

    @Test
    void programThatAPowerCutEmptiedIsUnpackedAnew() throws Exception {
        var unpacked = PostgresBinaries.unpackedInFirstOf(directory);
        Files.writeString(unpacked.resolve("bin/postgres"), "");

        PostgresBinaries.unpackedInFirstOf(directory);

        assertThat(unpacked.resolve("bin/postgres")).isNotEmptyFile();
    }
}
