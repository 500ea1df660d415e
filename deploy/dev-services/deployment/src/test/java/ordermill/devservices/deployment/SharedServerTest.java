package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedServerTest {

    @TempDir
    Path directory;

    private Process owner;

    @AfterEach
    void endOwner() throws Exception {
        if (owner != null) {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void laterServiceJoinsTheEarlierOne() throws Exception {
        startOwner();
        var second = server();

        second.start();

        try {
            assertThat(second.isOwner()).isFalse();
            assertThat(second.settings()).isEqualTo(advertised().settings());
        } finally {
            second.close();
        }
        assertThat(advertised().isServed()).isTrue();
    }

    @Test
    void survivorInheritsFromAKilledOwnerAtTheSameAddress() throws Exception {
        startOwner();
        var port = advertised().port();
        var survivor = server();
        survivor.start();

        owner.destroyForcibly().waitFor();

        try {
            await().atMost(Duration.ofSeconds(30)).until(survivor::isOwner);
            assertThat(survivor.settings()).containsEntry("quarkus.mailer.port", Integer.toString(port));
            assertThat(advertised().isServed()).isTrue();
        } finally {
            survivor.close();
        }
    }

    @Test
    void addressLeftByAKilledOwnerIsNotBelieved() throws Exception {
        startOwner();
        owner.destroyForcibly().waitFor();
        var next = server();

        next.start();

        try {
            assertThat(next.isOwner()).isTrue();
        } finally {
            next.close();
        }
    }

    @Test
    void portThatSomebodyElseUsesIsLeftToHim() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = new SharedServer("mail", ServerKind.mail(0), directory, taken.getLocalPort());

            server.start();

            try {
                assertThat(advertised().port()).isNotEqualTo(taken.getLocalPort());
                assertThat(advertised().isServed()).isTrue();
            } finally {
                server.close();
            }
        }
    }

    @Test
    void closedOwnerLeavesNoAddressBehind() throws Exception {
        var server = server();
        server.start();

        server.close();

        assertThat(directory.resolve("mail.properties")).doesNotExist();
    }

    private SharedServer server() {
        return new SharedServer("mail", ServerKind.mail(0), directory, 0);
    }

    private Advertisement.Content advertised() throws IOException {
        return new Advertisement(directory.resolve("mail.properties")).read().orElseThrow();
    }

    private void startOwner() throws IOException {
        owner = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(directory.resolve("mail.properties")));
    }

    /** A service in a JVM of its own that comes up first. */
    static final class Owner {

        private Owner() {}

        public static void main(String... arguments) throws InterruptedException {
            new SharedServer("mail", ServerKind.mail(0), Path.of(arguments[0]), 0).start();
            Thread.currentThread().join();
        }
    }
}
