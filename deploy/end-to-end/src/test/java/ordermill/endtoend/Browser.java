package ordermill.endtoend;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/** The machine's own Chromium, headless. */
final class Browser implements AutoCloseable {

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium;

    Browser(Path executable) {
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable)
                        // As root Chromium has no sandbox.
                        .setChromiumSandbox(!System.getProperty("user.name").equals("root"))
                        .setArgs(List.of(
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    static Optional<Path> executable() {
        return Stream.concat(
                        Stream.of(Path.of("/usr/bin/chromium")),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .flatMap(folder ->
                                        Stream.of("chromium", "google-chrome").map(name -> Path.of(folder, name))))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A visitor with a storage of its own, in the light theme, on a laptop. */
    Visit visit(URI address) {
        return visit(address, ColorScheme.LIGHT, 1280, 900);
    }

    Visit visit(URI address, ColorScheme theme, int width, int height) {
        return new Visit(
                chromium.newContext(new NewContextOptions()
                        .setColorScheme(theme)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setLocale("en-GB")
                        .setTimezoneId("UTC")
                        .setViewportSize(width, height)),
                address);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
