package ordermill.devservices;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL for this machine, packed as its Maven artifact has it. */
record PostgresArchive(URL url, long bytes) {

    private static final int EXECUTABLE_BY_OWNER = 0100;

    static PostgresArchive forThisMachine() throws IOException {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        var machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var name = "/postgres-" + system + "-" + machine + ".txz";
        var url = PostgresArchive.class.getResource(name);
        if (url == null) {
            throw new IOException("no PostgreSQL for this machine: " + name + " is not on the class path");
        }
        return new PostgresArchive(url, url.openConnection().getContentLengthLong());
    }

    void unpackTo(Path directory) throws IOException {
        try (var packed = new BufferedInputStream(url.openStream());
                var files = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (var file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                unpack(file, files, directory.resolve(file.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveEntry file, TarArchiveInputStream content, Path target) throws IOException {
        Files.createDirectories(file.isDirectory() ? target : target.getParent());
        if (file.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(file.getLinkName()));
        } else if (file.isFile()) {
            Files.copy(content, target);
            if ((file.getMode() & EXECUTABLE_BY_OWNER) != 0) {
                target.toFile().setExecutable(true, false);
            }
        }
    }
}
