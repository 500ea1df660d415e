package ordermill.devservices;

import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Mails as Mailpit lists them, so that a tool that asks it works here too. */
final class MailJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private MailJson() {}

    static String messages(List<CaughtMail> mails) {
        var answer = JSON.createObjectNode().put("total", mails.size());
        var messages = answer.putArray("messages");
        mails.forEach(mail -> messages.add(message(mail)));
        return answer.toString();
    }

    private static ObjectNode message(CaughtMail mail) {
        var message = JSON.createObjectNode().put("ID", mail.id()).put("MessageID", mail.messageId());
        message.putObject("From").put("Address", mail.from());
        var to = message.putArray("To");
        mail.to().forEach(address -> to.addObject().put("Address", address));
        return message.put("Subject", mail.subject())
                .put("Created", mail.created().toString());
    }
}
