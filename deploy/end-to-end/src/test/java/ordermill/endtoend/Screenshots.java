package ordermill.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both pages in both themes, on a phone and on a laptop, into deploy/screenshots. No test: runs only when named. */
@ExtendWith(Stage.Shared.class)
class Screenshots {

    private static final Path FOLDER = Path.of("../screenshots");
    private static final int ORDERS = 400;

    private final Cluster cluster;
    private final Browser browser;

    Screenshots(Stage stage) {
        cluster = stage.cluster;
        browser = stage.browser;
    }

    @Test
    void take() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        simulate(ORDERS);
        for (ColorScheme theme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            take("dashboard", cluster.service("analytics").at("/"), theme, 390, 844);
            take("dashboard", cluster.service("analytics").at("/"), theme, 1440, 900);
        }
    }

    private void take(String name, URI address, ColorScheme theme, int width, int height) {
        try (Visit visit = browser.visit(address, theme, width, height)) {
            visit.page.waitForCondition(() -> !visit.page.title().isEmpty());
            visit.page.screenshot(new Page.ScreenshotOptions()
                    .setPath(FOLDER.resolve(
                            "%s-%s-%d.png".formatted(name, theme.name().toLowerCase(Locale.ROOT), width))));
        }
    }

    private void simulate(int orders) throws IOException, InterruptedException {
        String settings = """
                {"every":"20ms","limit":%d,"mix":"food:5,furniture:3,ride:2","declined":0.1}""".formatted(orders);
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(cluster.service("orders").at("/simulator"))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString(settings))
                                .build(),
                        BodyHandlers.discarding());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> cluster.service("orders").get("/simulator").contains("\"placed\":" + orders));
        await().atMost(Duration.ofMinutes(1)).until(() -> cluster.lag() == 0);
    }
}
