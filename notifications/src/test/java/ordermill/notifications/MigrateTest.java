package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class MigrateTest {

    @Test
    void everyFileOfTheFolderIsRun() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db"))) {
            assertThat(Migrate.FILES)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
