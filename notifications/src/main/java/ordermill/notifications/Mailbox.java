package ordermill.notifications;

import io.vertx.ext.mail.mailencoder.EmailAddress;

/** The bare address that a mail goes to, out of what a customer gave as one: no name, so nothing of it can become a header. */
final class Mailbox {

    private Mailbox() {}

    /** The address, or null where there is none that could be written into an SMTP command. */
    static String of(String given) {
        if (given.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        try {
            String address = new EmailAddress(given.strip()).getEmail();
            return address.isEmpty() ? null : address;
        } catch (IllegalArgumentException invalid) {
            return null;
        }
    }
}
