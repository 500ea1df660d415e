package ordermill.notifications;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A small SMTP server with PIPELINING that takes every mail, but for the answers that a test has prepared. */
final class ScriptedMailServer implements AutoCloseable {

    /** A mail that was taken, with its source as it came. */
    record Taken(String recipient, String source) {}

    private final ServerSocket socket;
    private final Map<String, Deque<String>> script = new ConcurrentHashMap<>();
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(0);

    ScriptedMailServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Prepares answers, each given once, to: {@code greeting}, {@code sender}, an address, or {@code content}. */
    void answer(String to, String... answers) {
        script.put(to, new ArrayDeque<>(List.of(answers)));
    }

    /** Every recipient that was ever named to the server, refused or not. */
    List<String> recipients() {
        return recipients;
    }

    List<Taken> takenFor(String recipient) {
        return taken.stream().filter(mail -> mail.recipient().equals(recipient)).toList();
    }

    /** Lets mails come in, but answers none; the result is counted down when the first one is in. */
    CountDownLatch shutGate() {
        gate = new CountDownLatch(1);
        arrived = new CountDownLatch(1);
        return arrived;
    }

    void openGate() {
        gate.countDown();
    }

    /** Closes every connection, so that the next mail is greeted anew. */
    void hangUp() {
        for (Socket client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                clients.add(client);
                daemon(() -> converse(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            if (!say(client, answerTo("greeting", "220 ready")).startsWith("2")) {
                return;
            }
            String recipient = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("EHLO")) {
                    say(client, "250-here\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES");
                } else if (line.startsWith("MAIL FROM:")) {
                    say(client, answerTo("sender", "250 ok"));
                } else if (line.startsWith("RCPT TO:")) {
                    String address = line.substring("RCPT TO:<".length(), line.length() - 1);
                    recipients.add(address);
                    recipient = say(client, answerTo(address, "250 ok")).startsWith("2") ? address : null;
                } else if (line.equals("DATA")) {
                    say(client, recipient == null ? "554 5.5.1 no valid recipients" : "354 go on");
                    if (recipient != null) {
                        take(client, recipient, source(in));
                    }
                } else if (line.equals("QUIT")) {
                    return;
                } else {
                    say(client, "250 ok");
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The client's connection is its own affair.
        }
    }

    private void take(Socket client, String recipient, String source) throws IOException, InterruptedException {
        arrived.countDown();
        gate.await();
        String answer = answerTo("content", "250 ok");
        if (answer.startsWith("2")) {
            taken.add(new Taken(recipient, source));
        }
        say(client, answer);
    }

    private static String source(BufferedReader in) throws IOException {
        var source = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new EOFException("the mail has no end");
            }
            source.append(line).append('\n');
        }
        return source.toString();
    }

    private String answerTo(String what, String usual) {
        Deque<String> answers = script.get(what);
        if (answers == null) {
            return usual;
        }
        synchronized (answers) {
            return answers.isEmpty() ? usual : answers.poll();
        }
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

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
