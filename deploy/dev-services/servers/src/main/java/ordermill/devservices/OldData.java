package ordermill.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Starts a server on the data of an earlier run; if it starts on new data only, the old are set aside under a name. */
final class OldData {

    private static final Logger LOG = Logger.getLogger("ordermill.dev-services");
    private static final DateTimeFormatter NOW = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    /** A start on the data in a directory, which makes it if it is missing. */
    interface Start<S> {
        S on(Path data) throws IOException;
    }

    private OldData() {}

    /** No list of what may be torn, as after a power cut, or too old: the server itself is the judge. */
    static <S> S start(String server, Path data, Start<S> start) throws IOException {
        if (!Files.exists(data)) {
            return start.on(data);
        }
        try {
            return start.on(data);
        } catch (IOException | RuntimeException e) {
            return startAnew(server, data, start, e);
        }
    }

    private static <S> S startAnew(String server, Path data, Start<S> start, Exception onOldData) throws IOException {
        var aside = data.resolveSibling(
                data.getFileName() + "-set-aside-" + LocalDateTime.now().format(NOW));
        Files.move(data, aside);
        try {
            var started = start.on(data);
            LOG.warning("%s cannot go on with the data of an earlier run and begins anew; they are kept in %s (%s)"
                    .formatted(server, aside, reason(onOldData)));
            return started;
        } catch (IOException | RuntimeException e) {
            Directories.delete(data);
            Files.move(aside, data);
            throw new IOException(
                    "%s does not start, neither with the data in %s nor with new ones: %s"
                            .formatted(server, data, reason(e)),
                    onOldData);
        }
    }

    private static String reason(Exception failure) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().map(String::strip).collect(Collectors.joining(" / "));
    }
}
