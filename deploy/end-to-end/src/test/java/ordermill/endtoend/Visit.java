package ordermill.endtoend;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;

/** One visitor's page, with what the browser complained about and what it loaded. */
final class Visit implements AutoCloseable {

    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    final Page page;
    private final BrowserContext context;
    private final List<String> complaints = new ArrayList<>();
    private final List<Request> finished = new ArrayList<>();

    Visit(BrowserContext context, URI address) {
        this.context = context;
        page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add("%s: %s (%s)".formatted(message.type(), message.text(), message.location()));
            }
        });
        page.onPageError(error -> complaints.add("exception: " + error));
        page.onRequestFailed(request -> complaints.add("failed: %s %s".formatted(request.url(), request.failure())));
        page.onRequestFinished(finished::add);
        page.navigate(address.toString());
    }

    /** Another page of the same browser. */
    Visit another() {
        return new Visit(context, URI.create(page.url()));
    }

    /** Console errors and warnings, exceptions and failed requests so far. */
    List<String> complaints() {
        // Events are handed over only while a call to the browser is under way.
        page.evaluate("0");
        return List.copyOf(complaints);
    }

    /** For a test that provokes failures: what was complained about until now is expected. */
    void forgetComplaints() {
        complaints();
        complaints.clear();
    }

    void theme(ColorScheme theme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
    }

    /** What axe finds, a line each. */
    List<String> accessibilityFaults() {
        return new AxeBuilder(page)
                        .withTags(RULES)
                        // Without it axe opens a page of its own to join the findings of frames, and there are no
                        // frames.
                        .setLegacyMode(true)
                        .analyze()
                        .getViolations()
                        .stream()
                        .flatMap(rule -> rule.getNodes().stream()
                                .map(node -> "%s: %s %s".formatted(rule.getId(), node.getTarget(), node.getHtml())))
                        .toList();
    }

    /** The same in light and in dark. */
    List<String> accessibilityFaultsInBothThemes() {
        return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(theme -> {
                    theme(theme);
                    return accessibilityFaults().stream().map(fault -> theme + " " + fault);
                })
                .toList();
    }

    /** Bytes that came over the wire for what was loaded completely so far, headers included. */
    long bytesLoaded() {
        page.waitForLoadState(LoadState.LOAD);
        return List.copyOf(finished).stream()
                .map(Request::sizes)
                .mapToLong(sizes -> (long) sizes.responseBodySize + sizes.responseHeadersSize)
                .sum();
    }

    /** Whether the page is wider than the window. */
    boolean scrollsSideways() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    @Override
    public void close() {
        context.close();
    }
}
