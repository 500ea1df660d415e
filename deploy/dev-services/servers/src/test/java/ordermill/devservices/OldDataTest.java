package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldDataTest {

    @TempDir
    Path directory;

    @Test
    void dataThatAreNotToBlameStayWhereTheyAre() throws Exception {
        var data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("kept"), "a record");

        assertThatThrownBy(() -> OldData.start("the server", data, OldDataTest::startOnATakenPort))
                .hasMessageContaining(data.toString())
                .hasMessageContaining("the port is taken");

        assertThat(data.resolve("kept")).hasContent("a record");
        assertThat(directory).isDirectoryContaining(path -> path.equals(data));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    private static Object startOnATakenPort(Path data) throws IOException {
        Files.createDirectories(data);
        throw new IOException("the port is taken");
    }
}
