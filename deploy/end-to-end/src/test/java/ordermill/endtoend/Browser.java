package ordermill.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/** The machine's own Chromium, headless. */
final class Browser implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of(
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** As root Chromium has no sandbox. */
    private static final boolean SANDBOX = !System.getProperty("user.name").equals("root");

    private static final String NO_SITE_DATA = "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}";

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium;

    private final Path executable;

    Browser(Path executable) {
        this.executable = executable;
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable)
                        .setChromiumSandbox(SANDBOX)
                        .setArgs(ARGUMENTS));
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

    /** A visitor whose browser keeps no data of any site: no storage, no shared worker. */
    Visit visitWithoutSiteData(URI address, Path profile) {
        try {
            Files.writeString(
                    Files.createDirectories(profile.resolve("Default")).resolve("Preferences"), NO_SITE_DATA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Visit(
                playwright
                        .chromium()
                        .launchPersistentContext(
                                profile,
                                new LaunchPersistentContextOptions()
                                        .setExecutablePath(executable)
                                        .setChromiumSandbox(SANDBOX)
                                        .setArgs(ARGUMENTS)
                                        .setReducedMotion(ReducedMotion.REDUCE)
                                        .setLocale("en-GB")
                                        .setTimezoneId("UTC")
                                        .setViewportSize(1280, 900)),
                address);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
