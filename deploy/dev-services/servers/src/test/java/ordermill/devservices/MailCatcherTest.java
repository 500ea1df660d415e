package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Properties;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailCatcherTest {

    private static final String SCRIPT = "<script>alert('x')</script>";

    private final MailCatcher catcher = MailCatcher.start(0, 0);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        catcher.close();
    }

    @Test
    void mailToTwoIsCaughtOnce() throws Exception {
        send("Hello", "tom@example.com", "ann@example.com");

        assertThat(catcher.count()).isEqualTo(1);
        var mail = catcher.mails().get(0);
        assertThat(mail.subject()).isEqualTo("Hello");
        assertThat(mail.from()).isEqualTo("shop@example.com");
        assertThat(mail.to()).containsExactly("tom@example.com", "ann@example.com");
        assertThat(mail.text()).isEqualTo("plain " + SCRIPT);
        assertThat(mail.html()).isEqualTo("<p>rich</p>" + SCRIPT);
    }

    @Test
    void pagesEscapeWhatTheMailSays() throws Exception {
        send(SCRIPT, "tom@example.com");

        var list = get("/");
        var mail = get("/mail/1");

        assertThat(list.body()).contains("&lt;script&gt;alert").doesNotContain("<script");
        assertThat(mail.body()).contains("plain &lt;script&gt;").doesNotContain("<script");
        assertThat(mail.body()).contains("<iframe sandbox ");
        assertThat(policy(mail)).contains("default-src 'none'").doesNotContain("script-src");
    }

    @Test
    void htmlBodyIsServedWithoutTheRightToRunScripts() throws Exception {
        send("Hello", "tom@example.com");

        var html = get("/mail/1/html");

        assertThat(html.body()).isEqualTo("<p>rich</p>" + SCRIPT);
        assertThat(policy(html)).startsWith("sandbox; default-src 'none'").doesNotContain("script-src");
    }

    @Test
    void toolsReadTheMessagesAsFromMailpit() throws Exception {
        send("first", "tom@example.com");
        send("second", "ann@example.com");

        var json = new ObjectMapper().readTree(get("/api/v1/messages").body());

        assertThat(json.get("total").asInt()).isEqualTo(2);
        var newest = json.get("messages").get(0);
        assertThat(newest.get("Subject").asText()).isEqualTo("second");
        assertThat(newest.get("To").get(0).get("Address").asText()).isEqualTo("ann@example.com");
        assertThat(newest.get("MessageID").asText()).contains("@").doesNotContain("<");
    }

    @Test
    void unknownMailIsNotFound() throws Exception {
        assertThat(get("/mail/7").statusCode()).isEqualTo(404);
        assertThat(get("/mail").statusCode()).isEqualTo(404);
    }

    private void send(String subject, String... to) throws MessagingException {
        var settings = new Properties();
        settings.setProperty("mail.smtp.host", "127.0.0.1");
        settings.setProperty("mail.smtp.port", Integer.toString(catcher.smtpPort()));
        var message = new MimeMessage(Session.getInstance(settings));
        message.setFrom("shop@example.com");
        for (var address : to) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        message.setSubject(subject);
        var text = new MimeBodyPart();
        text.setText("plain " + SCRIPT);
        var html = new MimeBodyPart();
        html.setContent("<p>rich</p>" + SCRIPT, "text/html");
        message.setContent(new MimeMultipart("alternative", text, html));
        Transport.send(message);
    }

    private HttpResponse<String> get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(catcher.url() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String policy(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Security-Policy").orElse("");
    }
}
