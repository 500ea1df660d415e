package ordermill.notifications.mail;

import ordermill.chassis.Failure;

/** The mail server cannot be reached, or refuses us and not a mail: all mails wait, and none is refused for it. */
public final class MailServerAway extends Failure.Away {

    private final String reason;

    /** After the time limit. */
    static final String NO_ANSWER = "no_answer";

    /** @param reason such as {@code address_554}, without an address */
    public MailServerAway(String reason) {
        super("the mail server is away: " + reason);
        this.reason = reason;
    }

    /** Whether it may be that it only takes its time. */
    public boolean isLate() {
        return reason.equals(NO_ANSWER);
    }

    public String reason() {
        return reason;
    }
}
