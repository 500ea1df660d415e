package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondPortTest {

    @TempDir
    Path directory;

    @Test
    void brokerListensOnTheSecondPortWhereThatIsFreeAndElseDoesWithout() throws Exception {
        int second;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            second = taken.getLocalPort();

            var without = ServerKind.kafkaAlsoOn(second).start(directory, 0);

            assertThat(without.settings()).doesNotContainKey(ServerKind.KAFKA_SECOND_ADDRESS);
            without.stop();
        }

        var with = ServerKind.kafkaAlsoOn(second).start(directory, 0);

        assertThat(with.settings()).containsEntry(ServerKind.KAFKA_SECOND_ADDRESS, "localhost:" + second);
        assertThat(new Advertisement.Content(ProcessHandle.current().pid(), second, with.settings()).isServed())
                .isTrue();
        with.stop();
    }
}
