package ordermill.notifications.mail;

/** What the mail server says to one mail, in words that hold no address. */
public sealed interface Answer {

    /** From here on it is the mail server's. */
    record Taken() implements Answer {}

    /** The address is none, and nobody was asked. */
    record NoMailbox(String reason) implements Answer {}

    /** For good: the same mail is refused each time. */
    record Refused(String reason) implements Answer {}

    /** Not now, for a reason that is this mail's alone: later it may be taken. */
    record PutOff(String reason) implements Answer {}
}
