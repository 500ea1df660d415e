package ordermill.notifications.mail;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
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

    /**
     * Strict about what is not ASCII, since it may turn into what ends a command, or into the domain of somebody else: Java
     * knows IDNA of 2003, to which straße and strasse are one. What it cannot turn back was changed.
     */
    private static String ascii(String domain) {
        if (isAscii(domain)) {
            return domain;
        }
        String given = Normalizer.normalize(domain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        String ascii = IDN.toASCII(given, IDN.USE_STD3_ASCII_RULES);
        if (!IDN.toUnicode(ascii).equals(given)) {
            throw new IllegalArgumentException("the domain is another in ASCII");
        }
        return ascii;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
