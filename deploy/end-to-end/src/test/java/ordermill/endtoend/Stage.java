package ordermill.endtoend;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The packaged services and a browser, for all browser tests of one run; {@code @ExtendWith(Stage.Shared.class)} hands it to a constructor. */
final class Stage implements AutoCloseable {

    private static final String NO_BROWSER =
            "there is no Chromium (Debian: apt-get install chromium; else chromium or google-chrome on the PATH)";

    final Cluster cluster;
    final Browser browser;

    private Stage() {
        browser = new Browser(Browser.executable().orElseThrow());
        cluster = Cluster.steerable();
    }

    @Override
    public void close() {
        browser.close();
        cluster.close();
    }

    static final class Shared implements BeforeAllCallback, ParameterResolver {

        @Override
        public void beforeAll(ExtensionContext context) {
            if (Browser.executable().isEmpty()) {
                // Maven shows the number of skipped tests, but not why.
                System.out.println(context.getDisplayName() + " skipped: " + NO_BROWSER);
            }
            Needed.isThere(Browser.executable().isPresent(), NO_BROWSER);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stage.class;
        }

        @Override
        public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Stage.class))
                    .computeIfAbsent(Stage.class, none -> new Stage(), Stage.class);
        }
    }
}
