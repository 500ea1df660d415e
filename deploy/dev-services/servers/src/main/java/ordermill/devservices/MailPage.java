package ordermill.devservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Serves the inbox: a list at /, a mail at /mail/ID, its HTML body at /mail/ID/html, and Mailpit's list of messages. */
final class MailPage implements AutoCloseable {

    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
    private static final String MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final Inbox inbox;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        var thread = new Thread(task, "mail-page");
        thread.setDaemon(true);
        return thread;
    });

    private MailPage(Inbox inbox, HttpServer server) {
        this.inbox = inbox;
        this.server = server;
    }

    static MailPage start(Inbox inbox, int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        var page = new MailPage(inbox, HttpServer.create(address, 0));
        page.server.createContext("/", page::answer);
        page.server.setExecutor(page.threads);
        page.server.start();
        return page;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain", PAGE_POLICY, "Only GET is answered here.");
            } else if (path.equals("/")) {
                send(exchange, 200, "text/html", PAGE_POLICY, MailHtml.list(inbox.newestFirst(), inbox.count()));
            } else if (path.equals("/style.css")) {
                send(exchange, 200, "text/css", PAGE_POLICY, MailHtml.STYLE);
            } else if (path.equals("/api/v1/messages")) {
                var json = MailJson.messages(inbox.newestFirst());
                send(exchange, 200, "application/json", PAGE_POLICY, json);
            } else {
                sendMail(exchange, path);
            }
        }
    }

    private void sendMail(HttpExchange exchange, String path) throws IOException {
        var parts = path.split("/");
        var mail = parts.length > 2 && parts[1].equals("mail") ? inbox.find(parts[2]) : null;
        if (mail == null || mail.isEmpty()) {
            send(exchange, 404, "text/plain", PAGE_POLICY, "No such page, or a mail that is no longer kept.");
        } else if (path.endsWith("/html")) {
            send(exchange, 200, "text/html", MAIL_POLICY, mail.get().html());
        } else {
            send(exchange, 200, "text/html", PAGE_POLICY, MailHtml.mail(mail.get()));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String policy, String content)
            throws IOException {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + ";charset=UTF-8");
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
