package ordermill.notifications.mail;

/**
 * A mail to one recipient.
 *
 * @param address as the customer gave it, which may be none
 * @param messageId in angle brackets, the same at every attempt, so that whoever gets a mail twice can tell
 * @param subject in ASCII
 */
public record Email(String address, String messageId, String subject, String text, String html) {}
