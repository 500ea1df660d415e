package ordermill.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both pages in both themes, on a phone and on a laptop, into deploy/screenshots. Not a test: it runs only when named. */
@ExtendWith(Stage.Shared.class)
class Screenshots {

    private static final Path FOLDER = Path.of("../screenshots");
    private static final int REQUESTS = 600;

    private final Cluster cluster;
    private final Browser browser;

    Screenshots(Stage stage) {
        cluster = stage.cluster;
        browser = stage.browser;
    }

    @Test
    void take() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        simulate();
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {390, 1440}) {
                try (Visit visit = open("orders", theme, width)) {
                    shop(visit);
                    shoot(visit, "storefront", theme, width);
                    visit.page.click("text=Place food order");
                    visit.page.waitForSelector("#journey[data-status=email_sent]");
                    shoot(visit, "journey", theme, width);
                }
                try (Visit visit = open("analytics", theme, width)) {
                    visit.page.waitForSelector("#connection:has-text('Live')");
                    shoot(visit, "dashboard", theme, width);
                }
            }
        }
    }

    private Visit open(String service, ColorScheme theme, int width) {
        return browser.visit(cluster.service(service).at("/"), theme, width, width < 1000 ? 844 : 1000);
    }

    private static void shop(Visit visit) {
        visit.page.waitForSelector(".product");
        visit.page.click("[aria-label='Add Burger to the cart']");
        visit.page.click("#food [aria-label='More Burger']");
        visit.page.click("[aria-label='Add Ramen to the cart']");
        visit.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
        visit.page.mouse().move(0, 0);
    }

    private static void shoot(Visit visit, String name, ColorScheme theme, int width) {
        visit.page.waitForCondition(() -> !visit.page.title().isEmpty());
        visit.page.screenshot(new Page.ScreenshotOptions()
                .setPath(FOLDER.resolve(
                        "%s-%s-%d.png".formatted(name, theme.name().toLowerCase(Locale.ROOT), width))));
    }

    private void simulate() throws IOException {
        String settings = """
                {"every":"20ms","limit":%d,"mix":"food:5,furniture:3,ride:2","declined":0.1}""".formatted(REQUESTS);
        cluster.simulate(settings);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> cluster.service("orders").get("/simulator").contains("\"placed\":" + REQUESTS));
        await().atMost(Duration.ofMinutes(1)).until(() -> cluster.lag() == 0);
    }
}
