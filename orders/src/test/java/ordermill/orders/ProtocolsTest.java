package ordermill.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code POST /order} as people's tools send it: asking first, in chunks, asking for HTTP/2. */
@QuarkusTest
@TestProfile(RealServers.Profile.class)
class ProtocolsTest extends RealServers {

    private static final int TOO_LARGE = 200 * 1024;
    private static final int FAR_TOO_LARGE = 12 * 1024 * 1024;

    @Test
    void whoAsksFirstIsToldToGoOn() throws IOException {
        byte[] order = Sample.order().bytes();
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head("Content-Length: " + order.length, "Expect: 100-continue"));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            assertThat(answer.readLine()).startsWith("HTTP/1.1 100");
            assertThat(answer.readLine()).isEmpty();
            socket.getOutputStream().write(order);
            assertThat(answer.readLine()).startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void whoAsksFirstWithTooMuchIsToldSoBeforeItIsSent() throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head("Content-Length: " + TOO_LARGE, "Expect: 100-continue"));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
        }
    }

    /** Of one letter in UTF-8 HTTP says two characters, here the latter a control character. */
    @Test
    void keyThatHttpCannotSayIsAProblem() throws IOException {
        byte[] order = Sample.order().bytes();
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(head("Connection: close", "Content-Length: " + order.length, "Idempotency-Key: \u00C4"));
            socket.getOutputStream().write(order);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"Idempotency-Key\"", "without control characters");
        }
    }

    /** As curl does with what it reads from a pipe: once told to go on it writes all of it before it reads. */
    @Test
    void whoAsksFirstAndSendsTooManyChunksIsAnsweredWhenAllIsSent() throws IOException {
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head("Transfer-Encoding: chunked", "Expect: 100-continue"));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 100");
            assertThat(answer.readLine()).isEmpty();

            for (int sent = 0; sent < FAR_TOO_LARGE; sent += 0x10000) {
                socket.getOutputStream().write(chunk);
            }
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
            assertThat(answer.lines().takeWhile(header -> !header.isEmpty()))
                    .anyMatch(header -> header.matches("(?i)content-type: application/problem\\+json"));
        }
    }

    private static byte[] head(String... headers) {
        return ("POST /order HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + String.join("\r\n", headers)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void orderIsTakenInOnePieceAndInChunks(Version version) throws Exception {
        assertThat(post(version, BodyPublishers.ofByteArray(Sample.order().bytes()))
                        .statusCode())
                .isEqualTo(202);
        assertThat(post(version, inChunks(Sample.order().bytes())).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooLargeIsAProblemInOnePieceAndInChunks(Version version) throws Exception {
        for (int size : new int[] {TOO_LARGE, FAR_TOO_LARGE}) {
            byte[] body = new byte[size];
            Arrays.fill(body, (byte) ' ');
            isTooLarge(post(version, BodyPublishers.ofByteArray(body)));
            isTooLarge(post(version, inChunks(body)));
        }
    }

    private static void isTooLarge(HttpResponse<String> answer) {
        assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Sample.tree(answer.body().getBytes(StandardCharsets.UTF_8))
                        .get("status")
                        .intValue())
                .isEqualTo(413);
    }

    /** Who would like HTTP/2 asks for it with the first request, in HTTP/1.1's words, and goes on in them when not heard. */
    private static HttpResponse<String> post(Version version, BodyPublisher body) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/order"))
                                .timeout(Duration.ofSeconds(20))
                                .header("Content-Type", "application/json")
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static BodyPublisher inChunks(byte[] body) {
        return BodyPublishers.ofInputStream(() -> (InputStream) new java.io.ByteArrayInputStream(body));
    }
}
