package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisementTest {

    @TempDir
    Path directory;

    @Test
    void readsWhatWasWritten() throws Exception {
        var advertisement = new Advertisement(directory.resolve("mail.properties"));

        advertisement.write(1025, Map.of("where", "here"));

        assertThat(advertisement.read())
                .contains(new Advertisement.Content(ProcessHandle.current().pid(), 1025, Map.of("where", "here")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "owner.pid=12", "port=1025", "owner.pid=1\nport=10\\u0", "\0\0\0\0"})
    void tornFileSaysNothing(String torn) throws Exception {
        var advertisement = new Advertisement(directory.resolve("mail.properties"));
        Files.writeString(advertisement.file(), torn);

        assertThat(advertisement.read()).isEmpty();
    }
}
