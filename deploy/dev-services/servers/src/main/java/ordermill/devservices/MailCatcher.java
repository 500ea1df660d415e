package ordermill.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** An SMTP server that delivers nothing: it keeps the newest 500 mails and shows them on a page, both on loopback only. */
public final class MailCatcher implements AutoCloseable {

    private final GreenMail smtp;
    private final MailPage page;
    private final Inbox inbox;

    private MailCatcher(GreenMail smtp, MailPage page, Inbox inbox) {
        this.smtp = smtp;
        this.page = page;
        this.inbox = inbox;
    }

    /** Starts the SMTP server and the page on these ports of the loopback interface (0: a free one). */
    public static MailCatcher start(int smtpPort, int httpPort) {
        QuietLogs.on();
        var inbox = new Inbox();
        var setup = new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        var smtp = new GreenMail(setup);
        smtp.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        smtp.start();
        smtp.getUserManager().setMessageDeliveryHandler((message, recipient) -> inbox);
        try {
            return new MailCatcher(smtp, MailPage.start(inbox, httpPort), inbox);
        } catch (IOException e) {
            smtp.stop();
            throw new UncheckedIOException("the mail page cannot use port " + httpPort, e);
        }
    }

    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    public String url() {
        return "http://localhost:" + page.port();
    }

    /** How many mails came since the start. */
    public long count() {
        return inbox.count();
    }

    /** The newest 500 mails, newest first. */
    public List<CaughtMail> mails() {
        return inbox.newestFirst();
    }

    @Override
    public void close() {
        page.close();
        smtp.stop();
    }
}
