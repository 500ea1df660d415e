package ordermill.devservices.deployment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the services of one project meet and keep their servers' data until {@code mvn clean}. */
final class SharedDirectory {

    private SharedDirectory() {}

    static Path ofProjectAround(Path workingDirectory) {
        var here = workingDirectory.toAbsolutePath().normalize();
        return Stream.iterate(here, directory -> directory != null, Path::getParent)
                .filter(directory -> Files.isDirectory(directory.resolve(".mvn")))
                .findFirst()
                .orElse(here)
                .resolve("target/dev-services");
    }
}
