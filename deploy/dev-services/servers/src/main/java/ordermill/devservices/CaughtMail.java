package ordermill.devservices;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** A mail as the catcher shows it: texts are never null, a body that the mail does not have is empty. */
public record CaughtMail(
        String id,
        String messageId,
        String from,
        List<String> to,
        String subject,
        Instant created,
        String text,
        String html) {

    static CaughtMail of(String id, MimeMessage message, List<String> envelopeTo, Instant created)
            throws MessagingException, IOException {
        var to = addresses(message.getRecipients(Message.RecipientType.TO));
        return new CaughtMail(
                id,
                requireNonNullElse(message.getMessageID(), "").replaceAll("^<|>$", ""),
                addresses(message.getFrom()).stream().findFirst().orElse(""),
                to.isEmpty() ? envelopeTo : to,
                requireNonNullElse(message.getSubject(), ""),
                created,
                body(message, "text/plain"),
                body(message, "text/html"));
    }

    private static List<String> addresses(Address[] addresses) {
        return List.of(requireNonNullElse(addresses, new Address[0])).stream()
                .map(address ->
                        address instanceof InternetAddress internet ? internet.getAddress() : address.toString())
                .toList();
    }

    private static String body(Part part, String mimeType) throws MessagingException, IOException {
        if (part.isMimeType(mimeType) && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return part.getContent().toString();
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (var i = 0; i < parts.getCount(); i++) {
                var body = body(parts.getBodyPart(i), mimeType);
                if (!body.isEmpty()) {
                    return body;
                }
            }
        }
        return "";
    }
}
