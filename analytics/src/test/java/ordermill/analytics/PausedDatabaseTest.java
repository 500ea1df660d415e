package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static ordermill.analytics.Decided.confirmedOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.Test;

import ordermill.testing.Servers;

/** A database that takes what it is asked and does not answer: pages are told so in time, and do not pile up. */
@QuarkusTest
@TestProfile(Servers.Profile.class)
class PausedDatabaseTest extends OnRealServers {

    @Inject
    Pool pool;

    @Test
    void pagesAreToldInTimeAndDoNotPileUp() throws IOException, InterruptedException {
        Totals before = Totals.now();
        ProcessHandle postmaster = postmaster();

        signal("-STOP", postmaster);
        try {
            // What was read just before is shared for a second.
            await().atMost(SOON).until(() -> given().get("/totals").statusCode() == 503);
            await().atMost(SOON).until(() -> given().get("/dashboard").statusCode() == 503);
            for (int round = 0; round < 3; round++) {
                var answers = askAll("/totals", "/dashboard", "/rides/features.csv");

                assertThat(answers).allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                });
            }
            topics.send(confirmedOrder().sent());
        } finally {
            signal("-CONT", postmaster);
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get("/rides/features.csv").then().statusCode(200));
        await().atMost(SOON).ignoreExceptions().until(() -> {
            before.untilGrown("total_orders_count", 1);
            return true;
        });
        assertThat(connections()).isLessThanOrEqualTo(16);
    }

    /** Of each address 40 at once; every answer in time, on a slow machine too. */
    private static List<HttpResponse<String>> askAll(String... paths) {
        var browser = HttpClient.newHttpClient();
        var answers = Stream.of(paths)
                .flatMap(path -> IntStream.range(0, 40)
                        .mapToObj(i -> browser.sendAsync(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                                        .timeout(Duration.ofSeconds(6))
                                        .build(),
                                BodyHandlers.ofString())))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private ProcessHandle postmaster() {
        long backend = number("SELECT pg_backend_pid()");
        return ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
    }

    private long connections() {
        return number("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'");
    }

    private long number(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(5))
                .iterator()
                .next()
                .getLong(0);
    }

    private static void signal(String signal, ProcessHandle postmaster) throws IOException, InterruptedException {
        var command = Stream.concat(
                        Stream.of("kill", signal),
                        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                                .map(process -> Long.toString(process.pid())))
                .toList();
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
