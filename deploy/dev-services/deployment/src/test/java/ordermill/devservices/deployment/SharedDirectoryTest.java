package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDirectoryTest {

    @TempDir
    Path root;

    @Test
    void servicesOfOneProjectMeetBelowItsRoot() throws Exception {
        Files.createDirectories(root.resolve(".mvn"));
        var module = Files.createDirectories(root.resolve("deploy/module"));

        assertThat(SharedDirectory.ofProjectAround(module)).isEqualTo(root.resolve("target/dev-services"));
        assertThat(SharedDirectory.ofProjectAround(root)).isEqualTo(root.resolve("target/dev-services"));
    }
}
