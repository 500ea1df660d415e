package ordermill.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;

/** One of the four packaged services as a process of its own, with its log in target/logs. */
final class Service {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** By ./mvnw verify -Dnative the executables of all services are run instead of the jars, by -Dnative=orders that of one. */
    private static final List<String> NATIVE =
            List.of(System.getProperty("native", "").split(","));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final int port;
    private final int managementPort = Broker.freePort();
    private final Map<String, String> environment;
    private Process process;

    Service(String name, int port, Map<String, String> environment) {
        this.name = name;
        this.port = port;
        this.environment = environment;
    }

    void start() {
        Path log = log();
        try {
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(isNative(name) ? List.of(packaged("*-runner")) : onJvm())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("PAYMENTS_GATEWAY", "simulated");
            builder.environment().putAll(environment);
            builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return Path.of("target/logs", name + "-" + port + ".log");
    }

    static boolean isNative(String service) {
        return NATIVE.contains("true") || NATIVE.contains(service);
    }

    private List<String> onJvm() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                packaged("quarkus-app/quarkus-run.jar"));
    }

    private String packaged(String pattern) {
        Path target = Path.of("../..", name, "target").toAbsolutePath().normalize();
        var matcher = target.getFileSystem().getPathMatcher("glob:" + target + "/" + pattern);
        try (var files = Files.find(target, 2, (path, is) -> matcher.matches(path))) {
            return files.findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            target + "/" + pattern + " is missing: package the services first"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing of the service's own runs any more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM: the service ends by itself. */
    void stop() {
        tellToEnd();
        process.onExit().join();
    }

    /** SIGTERM, and no waiting for the end. */
    void tellToEnd() {
        process.destroy();
    }

    Service awaitReady() {
        Awaitility.await(name + " is ready").atMost(START).until(this::isReady);
        return this;
    }

    boolean isReady() {
        return status(forStaff("/q/health/ready")) == 200;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether traffic shall come, as a load balancer asks. */
    boolean takesRequests() {
        return status(forStaff("/q/health/group/http")) == 200;
    }

    URI at(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** On the management port. */
    URI forStaff(String path) {
        return URI.create("http://localhost:" + managementPort + path);
    }

    String get(String path) {
        return get(at(path));
    }

    /** What it answers, as JSON. */
    JsonNode json(String path) {
        try {
            return JSON.readTree(get(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Prometheus scrapes. */
    String metrics() {
        return get(forStaff("/q/metrics"));
    }

    /** Sends JSON; the answer comes in time, or not at all. */
    HttpResponse<String> send(String method, String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
    }

    HttpResponse<String> ask(String path) throws IOException {
        return send(HttpRequest.newBuilder(at(path)));
    }

    private static String get(URI address) {
        try {
            return send(HttpRequest.newBuilder(address)).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(ANSWER).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(URI address) {
        try {
            var request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
