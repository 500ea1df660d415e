package ordermill.notifications.mail;

import java.net.IDN;
import java.util.regex.Pattern;

import io.vertx.ext.mail.mailencoder.EmailAddress;

/** The bare address that a mail goes to, out of what a customer gave as one: no name, so nothing of it can become a header. */
sealed interface Mailbox {

    /** In ASCII, as it is written into an SMTP command. */
    record Of(String address) implements Mailbox {}

    record None(String reason) implements Mailbox {}

    Pattern DOMAIN = Pattern.compile("[A-Za-z0-9._\\-]+|\\[[A-Za-z0-9.:]+]");
    int LONGEST_DOMAIN = 253;
    Mailbox INVALID = new None("address_invalid");

    static Mailbox of(String given) {
        if (given.chars().anyMatch(Character::isISOControl)) {
            return INVALID;
        }
        try {
            String address = new EmailAddress(given.strip()).getEmail();
            int at = address.lastIndexOf('@');
            return at < 0 ? INVALID : of(address.substring(0, at), ascii(address.substring(at + 1)));
        } catch (IllegalArgumentException invalid) {
            return INVALID;
        }
    }

    private static Mailbox of(String local, String domain) {
        if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches()) {
            return INVALID;
        }
        return isAscii(local) ? new Of(local + "@" + domain) : new None("address_needs_smtputf8");
    }

    /** Strict about what is not ASCII, since it may turn into what ends a command. */
    private static String ascii(String domain) {
        return isAscii(domain) ? domain : IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
