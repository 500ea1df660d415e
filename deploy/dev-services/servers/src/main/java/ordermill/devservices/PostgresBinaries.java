package ordermill.devservices;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/** PostgreSQL's programs, unpacked once for all JVMs of a user, in a directory from which programs may be run. */
final class PostgresBinaries {

    private static final String WHOLE = "whole";
    private static final Pattern READ_OTHERWISE_BY_A_SHELL = Pattern.compile("[$`\"\\\\]");

    private PostgresBinaries() {}

    /** The directory that has bin/, lib/ and share/. */
    static Path unpacked() throws IOException {
        var user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        return unpackedInFirstOf(
                Path.of(System.getProperty("java.io.tmpdir"), "ordermill-postgres-" + user),
                Path.of("target", "postgres").toAbsolutePath());
    }

    /** The temporary directory may be mounted noexec, the build's hardly can. */
    static synchronized Path unpackedInFirstOf(Path... places) throws IOException {
        for (var place : places) {
            if (mayRunPrograms(place)) {
                return unpackedIn(place);
            }
        }
        throw new IOException("no program can be run from " + List.of(places) + ": set -Djava.io.tmpdir=DIRECTORY");
    }

    /** The kernel calls no file executable that lies on a file system mounted noexec. */
    private static boolean mayRunPrograms(Path place) {
        if (READ_OTHERWISE_BY_A_SHELL.matcher(place.toString()).find()) {
            return false; // pg_ctl starts the server by one
        }
        try {
            Files.createDirectories(place);
            var program = Files.createTempFile(place, "program", "");
            try {
                return program.toFile().setExecutable(true) && Files.isExecutable(program);
            } finally {
                Files.delete(program);
            }
        } catch (IOException e) {
            return false; // somebody else's, or read-only
        }
    }

    private static Path unpackedIn(Path place) throws IOException {
        // One JVM at a time: whoever comes while another unpacks must find all of it.
        try (var channel =
                        FileChannel.open(place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            var archive = PostgresArchive.forThisMachine();
            var target = place.resolve(Long.toString(archive.bytes()));
            if (!isWhole(target)) {
                Directories.delete(target);
                archive.unpackTo(target);
                Files.writeString(target.resolve(WHOLE), sizeOfFilesIn(target));
            }
            return target;
        }
    }

    /** After a power cut files may be there that are empty. */
    private static boolean isWhole(Path target) throws IOException {
        var whole = target.resolve(WHOLE);
        return Files.exists(whole) && Files.readString(whole).equals(sizeOfFilesIn(target));
    }

    private static String sizeOfFilesIn(Path target) throws IOException {
        try (var files = Files.walk(target)) {
            var sizes = files.filter(file -> !file.endsWith(WHOLE) && Files.isRegularFile(file))
                    .mapToLong(file -> file.toFile().length());
            return Long.toString(sizes.sum());
        }
    }
}
