package ordermill.devservices.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * In tests: a server for this JVM alone, on a free port. The applications that a test JVM starts one after the other, each
 * with class loaders of its own, find it by a system property; it ends with the JVM.
 */
final class OwnServer implements DevServer {

    private final String name;
    private final String property;
    private final Collection<Path> classPath;
    private Map<String, String> settings;

    OwnServer(String name, Collection<Path> classPath) {
        this.name = name;
        this.property = "ordermill.test-servers." + name;
        this.classPath = classPath;
    }

    @Override
    public void start() {
        var running = System.getProperty(property);
        if (running == null) {
            running = startFirst();
            System.setProperty(property, running);
        }
        settings = ServerForTests.read(running);
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    /** Leaves the server to the next application. */
    @Override
    public void close() {}

    // The class loader of the application's build is closed with the application, under the feet of a server in it.
    @SuppressWarnings("resource")
    private String startFirst() {
        var loader = new URLClassLoader(
                classPath.stream().map(OwnServer::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        var thread = Thread.currentThread();
        var callersLoader = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            var starter = loader.loadClass(ServerForTests.class.getName()).getMethod("start", String.class);
            return (String) starter.invoke(null, name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " could not be started", e.getCause() == null ? e : e.getCause());
        } finally {
            thread.setContextClassLoader(callersLoader);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(new IOException(path.toString(), e));
        }
    }
}
