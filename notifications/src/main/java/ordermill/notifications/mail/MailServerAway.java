package ordermill.notifications.mail;

/** The mail server cannot be reached, or refuses us and not a mail: all mails wait, and none is refused for it. */
public final class MailServerAway extends RuntimeException {

    private final String reason;

    /** @param reason such as {@code address_554}, without an address */
    MailServerAway(String reason, Throwable cause) {
        super("the mail server is away: " + reason, cause, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
