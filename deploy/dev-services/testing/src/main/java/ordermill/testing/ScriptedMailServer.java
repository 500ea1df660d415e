package ordermill.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A small SMTP server with PIPELINING that takes every mail, but for the answers that a test has prepared. */
public final class ScriptedMailServer {

    /**
     * A mail that was taken, with its source byte for byte.
     *
     * @param at when, by {@link System#nanoTime}
     */
    public record Taken(String recipient, String source, long at) {}

    private record StartTls(SSLContext identity, String username, String password) {

        Socket over(Socket client) throws IOException {
            var socket = (SSLSocket) identity.getSocketFactory().createSocket(client, null, client.getPort(), true);
            socket.setUseClientMode(false);
            return socket;
        }

        boolean isProvedBy(String line) {
            String proof = "\0" + username + "\0" + password;
            return line.equals(
                    "AUTH PLAIN " + Base64.getEncoder().encodeToString(proof.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static final int LONGEST_LINE = 512;

    private final Map<String, Deque<String>> script = new ConcurrentHashMap<>();
    private final Map<String, String> always = new ConcurrentHashMap<>();
    private final AtomicReference<String> hangUpAt = new AtomicReference<>("");
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile ServerSocket socket;
    private volatile int port;
    private final Map<String, Long> pauses = new ConcurrentHashMap<>();
    private final List<List<String>> heard = new CopyOnWriteArrayList<>();
    private volatile StartTls startTls;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(0);

    /** From now on it offers STARTTLS, and then wants to know who comes; a client may mail without both. */
    public void offerStartTls(SSLContext identity, String username, String password) {
        startTls = new StartTls(identity, username, password);
    }

    /** The verbs of each connection's commands, since it offers STARTTLS. */
    public List<List<String>> heard() {
        return heard;
    }

    /** On the port that it had before, at first on a free one. */
    public void comeBack() {
        try {
            socket = new ServerSocket(port, 50, InetAddress.getByName("localhost"));
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket here = socket;
        daemon(() -> accept(here));
    }

    public int port() {
        return port;
    }

    public void goAway() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp();
    }

    /** As it was at first; what came stays known. */
    public void reset() {
        script.clear();
        always.clear();
        pauses.clear();
        gate.countDown();
        if (socket.isClosed()) {
            comeBack();
        }
    }

    /** Prepares answers, each given once, to: {@code greeting}, {@code EHLO}, {@code sender}, an address, or {@code content}. */
    public void answer(String to, String... answers) {
        script.put(to, new ArrayDeque<>(List.of(answers)));
    }

    public void answerAlways(String to, String answer) {
        always.put(to, answer);
    }

    /** Takes so long for each answer to one of these. */
    public void takeTime(String to, long millis) {
        pauses.put(to, millis);
    }

    /** Every recipient that was ever named to the server, refused or not. */
    public List<String> recipients() {
        return recipients;
    }

    public List<Taken> taken() {
        return taken;
    }

    public List<Taken> takenFor(String recipient) {
        return taken.stream().filter(mail -> mail.recipient().equals(recipient)).toList();
    }

    /** Lets mails come in, but answers none; the result is counted down when the first one is in. */
    public CountDownLatch shutGate() {
        gate = new CountDownLatch(1);
        arrived = new CountDownLatch(1);
        return arrived;
    }

    public void openGate() {
        gate.countDown();
    }

    /** Closes the connection that brings this command next, in place of an answer. */
    public void hangUpOnceAt(String command) {
        hangUpAt.set(command);
    }

    /** Closes every connection, so that the next mail is greeted anew. */
    public void hangUp() {
        for (Socket client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        clients.clear();
    }

    private void accept(ServerSocket here) {
        while (!here.isClosed()) {
            try {
                Socket client = here.accept();
                clients.add(client);
                daemon(() -> converse(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket connection) {
        Socket client = connection;
        List<String> verbs = new CopyOnWriteArrayList<>();
        heard.add(verbs);
        try (connection) {
            var in = new BufferedInputStream(client.getInputStream());
            if (!say(client, answerTo("greeting", "220 ready")).startsWith("2")) {
                return;
            }
            String recipient = null;
            for (String line = line(in); line != null; line = line(in)) {
                if (hangUpAt.compareAndSet(line.split("[ :]")[0], "")) {
                    return;
                }
                if (startTls != null) {
                    verbs.add(line.split("[ :]")[0]);
                }
                if (line.startsWith("EHLO")) {
                    String more =
                            startTls == null ? "" : client == connection ? "250-STARTTLS\r\n" : "250-AUTH PLAIN\r\n";
                    say(client, answerTo("EHLO", "250-here\r\n250-PIPELINING\r\n" + more + "250 ENHANCEDSTATUSCODES"));
                } else if (line.equals("STARTTLS") && startTls != null) {
                    say(client, "220 go on");
                    client = startTls.over(connection);
                    in = new BufferedInputStream(client.getInputStream());
                } else if (line.startsWith("AUTH ") && startTls != null) {
                    say(client, startTls.isProvedBy(line) ? "235 welcome" : "535 5.7.8 no");
                } else if (line.startsWith("MAIL FROM:")) {
                    say(client, answerTo("sender", "250 ok"));
                } else if (line.startsWith("RCPT TO:")) {
                    String address = line.substring("RCPT TO:<".length(), line.length() - 1);
                    recipients.add(address);
                    recipient = say(client, answerTo(address, "250 ok")).startsWith("2") ? address : null;
                } else if (line.equals("DATA")) {
                    say(client, recipient == null ? "554 5.5.1 no valid recipients" : "354 go on");
                    if (recipient != null) {
                        take(client, in, recipient, source(in));
                    }
                } else if (line.equals("QUIT")) {
                    return;
                } else {
                    say(client, "250 ok");
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The client's connection is its own affair.
        } finally {
            clients.remove(connection);
        }
    }

    private void take(Socket client, InputStream in, String recipient, String source)
            throws IOException, InterruptedException {
        arrived.countDown();
        if (gate.getCount() > 0) {
            gate.await();
            if (hasHungUp(client, in)) {
                return;
            }
        }
        String answer = answerTo("content", "250 ok");
        if (answer.startsWith("2")) {
            taken.add(new Taken(recipient, source, System.nanoTime()));
        }
        say(client, answer);
    }

    /** Who does not wait for the answer. */
    private static boolean hasHungUp(Socket client, InputStream in) throws IOException {
        client.setSoTimeout(100);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException waits) {
            return false;
        } finally {
            client.setSoTimeout(0);
        }
    }

    /** Up to CR LF, and to nothing else; null at the end. */
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int last = 0, b = in.read(); b >= 0; last = b, b = in.read()) {
            line.write(b);
            if (last == '\r' && b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.length() > LONGEST_LINE ? "too long" : text.substring(0, text.length() - 2);
            }
        }
        return null;
    }

    private static String source(InputStream in) throws IOException {
        var source = new ByteArrayOutputStream();
        String end = "\r\n.\r\n";
        StringBuilder tail = new StringBuilder("\r\n");
        for (int b = in.read(); ; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the mail has no end");
            }
            source.write(b);
            tail.append((char) b);
            tail.delete(0, Math.max(0, tail.length() - end.length()));
            if (tail.toString().equals(end)) {
                String all = source.toString(StandardCharsets.ISO_8859_1);
                return all.substring(0, all.length() - 3);
            }
        }
    }

    private String answerTo(String what, String usual) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(pauses.getOrDefault(what, 0L));
        Deque<String> answers = script.get(what);
        if (answers != null) {
            synchronized (answers) {
                if (!answers.isEmpty()) {
                    return answers.poll();
                }
            }
        }
        return always.getOrDefault(what, usual);
    }

    private static String say(Socket client, String answer) throws IOException {
        client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return answer;
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "scripted mail server");
        thread.setDaemon(true);
        thread.start();
    }
}
