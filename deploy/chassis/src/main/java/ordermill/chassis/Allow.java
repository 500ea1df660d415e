package ordermill.chassis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** Which methods an address takes, as a 405 has to say: read from what Quarkus routes, since Quarkus does not say it. */
@Singleton
class Allow {

    private volatile List<Address> addresses;

    private record Address(Pattern path, String method) {}

    /** {@code GET, HEAD, OPTIONS}. */
    String at(String path) {
        return String.join(", ", methods(path));
    }

    /** Whether the address takes other methods than this one, and not this one. */
    boolean onlyOthersAt(String path, String method) {
        var methods = methods(path);
        return methods.size() > 1 && !methods.contains(method);
    }

    private Set<String> methods(String path) {
        var methods = new TreeSet<String>();
        for (Address address : addresses()) {
            if (address.path.matcher(path).matches()) {
                methods.add(address.method);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }

    /** At the first question, since at the start nothing is routed yet. */
    private List<Address> addresses() {
        if (addresses == null) {
            var routed = new ArrayList<Address>();
            RuntimeResourceVisitor.visitRuntimeResources(
                    "",
                    ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
                    new RuntimeResourceVisitor() {
                        @Override
                        public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                            routed.add(new Address(pattern(path), method));
                        }
                    });
            addresses = routed;
        }
        return addresses;
    }

    private static Pattern pattern(String path) {
        String slashes = ("/" + path).replaceAll("/+", "/").replaceAll("/$", "");
        return Pattern.compile(slashes.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
    }
}
