package ordermill.devservices.deployment;

import java.util.Map;

import io.quarkus.deployment.builditem.Startable;

/** A server as Quarkus's dev services know it: started before the application, which then gets its settings. */
interface DevServer extends Startable {

    Map<String, String> settings();

    @Override
    default String getConnectionInfo() {
        return settings().toString();
    }

    @Override
    default String getContainerId() {
        return null;
    }
}
