package ordermill.notifications;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import ordermill.testing.ScriptedMailServer;

/** The mail server that the service is configured with, and the tests are handed. */
public final class MailServerOfTests implements QuarkusTestResourceLifecycleManager {

    private final ScriptedMailServer server = new ScriptedMailServer();

    @Override
    public Map<String, String> start() {
        server.comeBack();
        return Map.of("quarkus.mailer.host", "localhost", "quarkus.mailer.port", Integer.toString(server.port()));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, new TestInjector.MatchesType(ScriptedMailServer.class));
    }

    @Override
    public void stop() {
        server.goAway();
    }
}
