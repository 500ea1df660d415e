package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;

/** Nothing has come in it, as far as each server knows. */
final class ClearText {

    private ClearText() {}

    static void hasComeToNone(Encrypted servers) throws IOException {
        theMailServer(servers);
        theGateway(servers);
        theDatabase(servers);
    }

    private static void theMailServer(Encrypted servers) {
        assertThat(servers.mailServer.heard())
                .filteredOn(verbs -> verbs.contains("MAIL"))
                .isNotEmpty()
                .allSatisfy(verbs -> assertThat(verbs).startsWith("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL"));
    }

    /** It does not understand it. */
    private static void theGateway(Encrypted servers) {
        URI clear = URI.create(servers.gateway.url().replace("https:", "http:") + "/charges/sealed");

        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(clear).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    /** Nor by the owners, who are gone by now: its log knows them. */
    private static void theDatabase(Encrypted servers) throws IOException {
        Books books = servers.cluster.books();
        String connections = "pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename ";
        for (String name : Cluster.SERVICES) {
            assertThat(books.count(connections + "= '" + name + "' AND ssl"))
                    .as(name)
                    .isPositive();
        }
        assertThat(books.count(connections + "<> 'postgres' AND NOT ssl")).isZero();

        try (var log = Files.lines(servers.cluster.databaseDirectory().resolve("postgres.log"))) {
            assertThat(log.filter(line ->
                                    line.contains("connection authorized: user=") && !line.contains("user=postgres"))
                            .toList())
                    .anyMatch(line -> line.contains("user=orders_owner"))
                    .allMatch(line -> line.contains("SSL enabled"));
        }
    }
}
