package ordermill.devservices;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.sun.security.auth.module.UnixSystem;

/** As whom PostgreSQL's programs run: they refuse root, and a user who has no name. */
final class PostgresUser {

    /** As nobody of a namespace of its own; to the world outside it stays the user. */
    private static final List<String> IN_A_NAMESPACE = List.of("unshare", "--user");

    /** As the machine's nobody, who may enter root's directories: root of a container may not make a namespace. */
    private static final List<String> AS_NOBODY = List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override");

    private PostgresUser() {}

    /** The command that runs a program as somebody whom PostgreSQL takes and who may write into the directory. */
    static List<String> in(Path directory) throws IOException {
        return mayRunPostgres() ? List.of() : firstThatMayWrite(directory, IN_A_NAMESPACE, AS_NOBODY);
    }

    @SafeVarargs
    static List<String> firstThatMayWrite(Path directory, List<String>... users) throws IOException {
        for (var user : users) {
            if (mayWrite(user, directory)) {
                return user;
            }
        }
        throw new IOException("it runs neither as root nor as a user without a name, and nobody else can be had here:"
                + " be a user who has a name, or allow namespaces (docker run --security-opt seccomp=unconfined)");
    }

    private static boolean mayRunPostgres() {
        var user = new UnixSystem();
        var linux = System.getProperty("os.name").equals("Linux");
        return !linux || (user.getUid() != 0 && user.getUsername() != null);
    }

    private static boolean mayWrite(List<String> user, Path directory) throws IOException {
        var file = directory.resolve("written-by-nobody").toString();
        var command = Stream.concat(user.stream(), Stream.of("sh", "-c", ": >\"$0\" && rm \"$0\"", file));
        try {
            return new ProcessBuilder(command.toList())
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
