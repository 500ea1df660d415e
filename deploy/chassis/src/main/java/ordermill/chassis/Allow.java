package ordermill.chassis;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

/** Which methods an address takes, as a 405 has to say: read from the resources, since Quarkus does not say it. */
@Singleton
class Allow {

    private final List<Address> addresses = new ArrayList<>();

    private record Address(Pattern path, String method) {}

    Allow(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path path = bean.getBeanClass().getAnnotation(Path.class);
            if (path != null) {
                add(bean.getBeanClass(), path.value());
            }
        }
    }

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
        for (Address address : addresses) {
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

    private void add(Class<?> resource, String path) {
        for (Method method : resource.getMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (http != null) {
                    Path below = method.getAnnotation(Path.class);
                    addresses.add(
                            new Address(pattern(path + "/" + (below == null ? "" : below.value())), http.value()));
                }
            }
        }
    }

    private static Pattern pattern(String path) {
        String slashes = ("/" + path).replaceAll("/+", "/").replaceAll("/$", "");
        return Pattern.compile(slashes.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
    }
}
