package ordermill.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of deploy/observability/README.md: which service exports what the rules and panels read, as its check.sh makes sure. */
final class Watched {

    private static final Path TABLE = Path.of("../observability/README.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\| (\\w+) \\|([^|]*)\\|");
    private static final String JVM_ONLY = "not of a native executable";
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private Watched() {}

    /** The names that are read of this service and that its metrics do not have, or have as -1 only: not known. */
    static Set<String> missing(String service, String metrics) {
        Set<String> missing = new TreeSet<>();
        Matcher row = ROW.matcher(text());
        while (row.find()) {
            boolean isExported = !Service.isNative(service) || !row.group(3).contains(JVM_ONLY);
            if (isExported && of(row.group(2)).anyMatch(service::equals)) {
                NAME.matcher(row.group(1))
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !Pattern.compile("(?m)^" + name + "(\\{[^#\n]*})? (?!-1\\.0\\b)")
                                .matcher(metrics)
                                .find())
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    private static Stream<String> of(String word) {
        return word.equals("all") ? Cluster.SERVICES.stream() : Stream.of(word);
    }

    private static String text() {
        try {
            return Files.readString(TABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
