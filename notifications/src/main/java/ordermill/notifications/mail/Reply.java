package ordermill.notifications.mail;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.ext.mail.SMTPException;

/**
 * A refusing answer of the mail server: to what, its code, and its enhanced status code such as {@code 5.1.1}, which is
 * empty where it has none.
 */
record Reply(Place place, int code, String enhanced) {

    /** What was answered; how Vert.x begins its message tells, and an update that changes it fails in the tests. */
    enum Place {
        RECIPIENT("recipient address not accepted", "address"),
        DATA("DATA command not accepted", "mail"),
        CONTENT("sending data failed", "mail"),
        SENDER("sender address not accepted", "sender"),
        /** Greeting, EHLO, STARTTLS, AUTH, RSET: before there is a mail. */
        CONNECTION("", "connection");

        private final String message;
        private final String name;

        Place(String message, String name) {
            this.message = message;
            this.name = name;
        }

        static Place of(String message) {
            return Arrays.stream(values())
                    .filter(place -> message.startsWith(place.message))
                    .findFirst()
                    .orElse(CONNECTION);
        }
    }

    private static final Pattern ENHANCED =
            Pattern.compile("^[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b", Pattern.MULTILINE);

    /** The code may stand alone (RFC 5321, 4.2), which Vert.x calls 500, as it does what is no reply at all. */
    private static final Pattern CODE = Pattern.compile("([2-5]\\d\\d)(?:[ -].*|\\s*)", Pattern.DOTALL);

    private static final int NONE = 0;

    /** Service not available, the dialogue, no mail here at all, encryption and credentials: of the two servers. */
    private static final Set<Integer> CODES_ABOUT_US = Set.of(421, 502, 503, 504, 521, 530, 534, 535, 538);

    /** The sender's address, and the dialogue. */
    private static final Set<String> STATUS_ABOUT_US = Set.of("1.7", "1.8", "5.1", "5.2", "5.4");

    /** The mail server's own state; its policy, such as no relay for us or a block list. */
    private static final Set<String> SUBJECTS_ABOUT_US = Set.of("3", "7");

    private static final String TOO_LARGE = "3.4";

    static Reply of(SMTPException answer) {
        String text = String.join("\n", answer.getReplyMessages());
        Matcher code = CODE.matcher(text);
        Matcher enhanced = ENHANCED.matcher(text);
        return new Reply(
                Place.of(String.valueOf(answer.getMessage())),
                code.matches() ? Integer.parseInt(code.group(1)) : NONE,
                enhanced.find() ? enhanced.group(1) : "");
    }

    /** It was none of the refusals. */
    boolean isTaken() {
        return place == Place.CONTENT && code / 100 == 2;
    }

    /** Whether it would be the same for every mail: then it says nothing about this one. */
    boolean isAboutUs() {
        if (code < 400 || code == 421 || place == Place.CONNECTION) {
            return true;
        }
        if (!enhanced.isEmpty()) {
            String status = enhanced.substring(2);
            String subject = status.substring(0, status.indexOf('.'));
            return !status.equals(TOO_LARGE)
                    && (place == Place.SENDER
                            || SUBJECTS_ABOUT_US.contains(subject)
                            || STATUS_ABOUT_US.contains(status)
                            || CODES_ABOUT_US.contains(code));
        }
        return place == Place.SENDER || CODES_ABOUT_US.contains(code);
    }

    /** What it says of the mail; only where it {@link #isAboutUs() is not about us}. */
    Answer aboutTheMail() {
        return code >= 500 && !enhanced.startsWith("4")
                ? new Answer.Refused(place.name + "_refused_" + code)
                : new Answer.PutOff(reason());
    }

    String reason() {
        return place.name + "_" + code;
    }
}
