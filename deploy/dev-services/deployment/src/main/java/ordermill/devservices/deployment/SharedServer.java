package ordermill.devservices.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * In dev mode: one server for all services of the project. Whoever locks its file first owns it; the others join, and one
 * of them inherits the server, with its data and its address, should the owner end before them.
 */
final class SharedServer implements DevServer {

    private static final Logger LOG = Logger.getLogger("ordermill.dev-services");
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final long MILLIS_BETWEEN_LOOKS = 100;
    // At Ctrl-C all services end, in whatever order: nobody shall inherit then.
    private static final long SECONDS_OF_MOURNING = 3;

    private final String name;
    private final ServerKind kind;
    private final Path directory;
    private final int preferredPort;
    private final Advertisement advertisement;
    private final CountDownLatch closed = new CountDownLatch(1);

    private FileChannel lockFile;
    private volatile RunningServer running;
    private volatile Advertisement.Content joined;

    SharedServer(String name, ServerKind kind, Path directory, int preferredPort) {
        this.name = name;
        this.kind = kind;
        this.directory = directory;
        this.preferredPort = preferredPort;
        this.advertisement = new Advertisement(directory.resolve(name + ".properties"));
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(
                    directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            ownOrJoin();
        } catch (IOException e) {
            releaseLock();
            throw new UncheckedIOException(name + " cannot use the directory " + directory, e);
        } catch (RuntimeException e) {
            releaseLock();
            throw e;
        }
        if (!isOwner()) {
            var heir = new Thread(this::inherit, name + "-heir");
            heir.setDaemon(true);
            heir.setContextClassLoader(SharedServer.class.getClassLoader());
            heir.start();
            // A service that takes longer to end than the owner does shall not inherit while it ends.
            Runtime.getRuntime().addShutdownHook(new Thread(closed::countDown, name + "-heir-ends"));
        }
    }

    @Override
    public Map<String, String> settings() {
        return isOwner() ? running.settings() : joined.settings();
    }

    boolean isOwner() {
        return running != null;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        stop();
        releaseLock();
    }

    private void ownOrJoin() throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (tryLock() != null) {
                own(advertisement.read().map(Advertisement.Content::port).orElse(preferredPort));
                return;
            }
            var content = advertisement.read().filter(Advertisement.Content::isServed);
            if (content.isPresent()) {
                joined = content.get();
                return;
            }
            pause();
        }
        throw new IllegalStateException("%s: another service owns it (%s is locked) but it did not answer within %d s"
                .formatted(name, directory.resolve(name + ".lock"), PATIENCE.toSeconds()));
    }

    private FileLock tryLock() throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // owned by this very JVM
        }
    }

    private synchronized void own(int port) throws IOException {
        if (closed.getCount() > 0) {
            advertisement.delete();
            running = kind.start(directory.resolve(name), port);
            advertisement.write(running.port(), running.settings());
        }
    }

    private synchronized void stop() throws IOException {
        if (running != null) {
            advertisement.delete();
            running.stop();
        }
    }

    private void inherit() {
        try {
            var wasFree = false;
            while (!closed.await(SECONDS_OF_MOURNING, TimeUnit.SECONDS)) {
                var lock = tryLock();
                if (lock != null && wasFree) {
                    own(joined.port());
                    LOG.infof("%s goes on in this service, since the one that owned it has ended", name);
                    return;
                }
                wasFree = lock != null;
                if (wasFree) {
                    lock.release();
                }
            }
        } catch (ClosedChannelException | InterruptedException e) {
            LOG.debugf(e, "%s is not inherited by this service, which ends", name);
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "%s was not inherited by this service: restart it", name);
        }
    }

    private void releaseLock() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            LOG.debugf(e, "the lock of %s was not released in order", name);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a dev service", e);
        }
    }
}
