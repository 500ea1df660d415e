package ordermill.devservices.deployment;

import java.util.Map;

/** A server that was started, and the settings that lead an application to it. */
record RunningServer(AutoCloseable server, int port, Map<String, String> settings) {

    void stop() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("a dev service could not be stopped", e);
        }
    }
}
