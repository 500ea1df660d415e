package ordermill.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The clients that a test started; they end with it. */
final class Clients implements AutoCloseable {

    /** Debian's Python 3 before the one on the path, if it knows kafka-python. */
    private static final Optional<String> PYTHON = Stream.of("/usr/bin/python3", "python3")
            .filter(found -> Client.succeeds(found, "-c", "import kafka"))
            .findFirst();

    private final List<Client> started = new ArrayList<>();

    /** @param command an interpreter, a program's name and its arguments */
    Client start(Map<String, String> environment, String... command) {
        Client client = Client.start(environment, command);
        started.add(client);
        return client;
    }

    Client python(Map<String, String> environment, String program, String... arguments) {
        Needed.isThere(PYTHON.isPresent(), "no python3 with the module kafka (Debian: apt-get install python3-kafka)");
        return start(
                environment,
                Stream.concat(Stream.of(PYTHON.get(), program), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Override
    public void close() {
        started.forEach(Client::close);
    }
}
