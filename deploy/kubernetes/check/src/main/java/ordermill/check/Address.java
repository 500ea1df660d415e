package ordermill.check;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a container connects to: a Service of this namespace or of another one, or a server outside of the cluster. */
record Address(String host, int port) {

    private static final Pattern URL = Pattern.compile("(?:([a-z]+)://)?([a-z0-9.-]+)(?::(\\d{1,5}))?(?:/.*)?");
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "postgresql", 5432);

    /** @return none where it has no host, or neither a port nor a protocol that has one */
    static Optional<Address> of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(parts.group(3))
                .map(Integer::valueOf)
                .or(() -> Optional.ofNullable(parts.group(1)).map(PORTS::get))
                .map(port -> new Address(parts.group(2), port));
    }

    /** @return the Service of this namespace that it names, if it names one */
    Optional<String> service(String namespace) {
        String[] words = words();
        return words.length == 1 || words.length == 2 && words[1].equals(namespace)
                ? Optional.of(words[0])
                : Optional.empty();
    }

    boolean namesNamespace() {
        return words().length == 2;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private String[] words() {
        return host.replaceFirst("\\.svc(\\.cluster\\.local)?$", "").split("\\.");
    }
}
