package ordermill.devservices;

import java.util.List;
import java.util.stream.Collectors;

/** Mails as web pages; everything that came from outside is escaped. */
final class MailHtml {

    static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            table { width: 100%; border-collapse: collapse; }
            th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid #8886; }
            iframe { width: 100%; height: 30rem; border: 1px solid #8886; background: #fff; }
            """;

    private MailHtml() {}

    static String list(List<CaughtMail> newestFirst, long count) {
        var rows = newestFirst.stream()
                .map(mail -> "<tr><td><a href=\"/mail/%s\">%s</a></td><td>%s</td><td>%s</td></tr>"
                        .formatted(
                                escape(mail.id()),
                                mail.subject().isBlank() ? "(no subject)" : escape(mail.subject()),
                                escape(String.join(", ", mail.to())),
                                mail.created()))
                .collect(Collectors.joining("\n"));
        return page("Caught mail", """
                <p>%d caught since the start, none of them sent. The newest %d:</p>
                <table><thead><tr><th>Subject</th><th>To</th><th>Caught</th></tr></thead>
                <tbody>%s</tbody></table>
                """.formatted(count, newestFirst.size(), rows));
    }

    static String mail(CaughtMail mail) {
        var text = mail.text().isEmpty() ? "" : "<h2>Text</h2><pre>" + escape(mail.text()) + "</pre>";
        var html = mail.html().isEmpty()
                ? ""
                : "<h2>HTML</h2><iframe sandbox title=\"HTML body\" src=\"/mail/%s/html\"></iframe>"
                        .formatted(escape(mail.id()));
        return page(
                mail.subject().isBlank() ? "(no subject)" : mail.subject(),
                """
                <p><a href="/">All mail</a></p>
                <table><tbody>
                <tr><th scope="row">From</th><td>%s</td></tr>
                <tr><th scope="row">To</th><td>%s</td></tr>
                <tr><th scope="row">Caught</th><td>%s</td></tr>
                <tr><th scope="row">Message-ID</th><td>%s</td></tr>
                </tbody></table>
                """.formatted(
                                        escape(mail.from()),
                                        escape(String.join(", ", mail.to())),
                                        mail.created(),
                                        escape(mail.messageId()))
                        + text
                        + html);
    }

    private static String page(String title, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title><link rel="stylesheet" href="/style.css"></head>
                <body><main><h1>%1$s</h1>
                %2$s</main></body>
                </html>
                """.formatted(escape(title), body);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
