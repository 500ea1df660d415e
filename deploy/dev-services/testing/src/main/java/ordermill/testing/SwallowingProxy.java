package ordermill.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands bytes between its clients and a server, until it swallows them: then every connection stays open, also a new
 * one, and nothing comes through any more. A connection that was open then is dead for good, as one to a host that is gone.
 */
public final class SwallowingProxy implements AutoCloseable {

    private final ServerSocket socket;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean swallows;

    /** On a free port, to the port of localhost. */
    public SwallowingProxy(int target) {
        this.target = target;
        try {
            socket = new ServerSocket(0, 200, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void swallow() {
        swallows = true;
        links.forEach(link -> link.dead = true);
    }

    /** New connections come through again. */
    public void goOn() {
        swallows = false;
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean dead = swallows;

        Link(Socket client) throws IOException {
            this.client = client;
            this.server = new Socket(InetAddress.getByName("localhost"), target);
        }

        /** Whoever hangs up ends both, but for a server that gives up a dead client: nobody tells that client. */
        private void carry(Socket from, Socket to) {
            byte[] bytes = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (!dead) {
                        to.getOutputStream().write(bytes, 0, n);
                    }
                }
            } catch (IOException gone) {
                // The same as its end.
            }
            if (from == client || !dead) {
                hangUp();
            }
        }

        private void hangUp() {
            links.remove(this);
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                try {
                    Link link = new Link(client);
                    links.add(link);
                    daemon(() -> link.carry(client, link.server));
                    daemon(() -> link.carry(link.server, client));
                } catch (IOException noServer) {
                    client.close();
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::hangUp);
    }
}
