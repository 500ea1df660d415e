package ordermill.notifications.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.vertx.ext.mail.SMTPException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom an answer concerns, and what it says of the mail. */
class ReplyTest {

    private static final String RECIPIENT = "recipient address not accepted";
    private static final String CONTENT = "sending data failed";

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 no such user,             address_refused_550",
        "550 no such user,                   address_refused_550",
        "500 what?,                          address_refused_500",
        "523 full,                           address_refused_523",
        "571 5.1.1 unknown,                  address_refused_571",
        "571 not wanted,                     address_refused_571",
        "552 5.2.2 over quota,               address_refused_552",
        "554 5.4.1 recipient: access denied, address_refused_554",
        "550 5.5.0 mailbox unavailable,      address_refused_550",
        "550,                                address_refused_550",
        "556 5.1.10 takes no mail,           address_refused_556",
    })
    void recipientIsRefused(String answer, String reason) {
        assertThat(reply(RECIPIENT, answer).isAboutUs()).isFalse();
        assertThat(reply(RECIPIENT, answer).aboutTheMail()).isEqualTo(new Answer.Refused(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "450 4.1.2 domain not found,  address_450",
        "452 4.2.2 mailbox full,      address_452",
        "451 try later,               address_451",
        "450 4.4.1 host unreachable,  address_450",
        "552 4.2.2 over quota,        address_552",
        "452,                         address_452",
    })
    void recipientIsPutOff(String answer, String reason) {
        assertThat(reply(RECIPIENT, answer).isAboutUs()).isFalse();
        assertThat(reply(RECIPIENT, answer).aboutTheMail()).isEqualTo(new Answer.PutOff(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "554 5.6.0 broken,           false, mail_refused_554",
        "554 no,                     false, mail_refused_554",
        "552 5.3.4 too large,        false, mail_refused_552",
        "451 4.6.0 not now,          false, mail_451",
        "554 5.7.1 on a block list,  true,",
        "451 4.3.0 disk full,        true,",
        "421 4.2.1 closing,          true,",
    })
    void contentIsAboutTheMailOrUs(String answer, boolean aboutUs, String reason) {
        Reply reply = reply(CONTENT, answer);

        assertThat(reply.isAboutUs()).isEqualTo(aboutUs);
        if (!aboutUs) {
            assertThat(reply.aboutTheMail())
                    .isEqualTo(reply.code() >= 500 ? new Answer.Refused(reason) : new Answer.PutOff(reason));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "recipient address not accepted, 554 5.7.1 relay access denied",
        "recipient address not accepted, 450 4.7.1 client host rejected",
        "recipient address not accepted, 451 4.3.5 server configuration error",
        "recipient address not accepted, 421 4.7.0 too many",
        "recipient address not accepted, 421 4.1.1 too many",
        "recipient address not accepted, 503 bad sequence",
        "recipient address not accepted, 504 5.5.2 need a fully-qualified hostname",
        "recipient address not accepted, 530 5.7.0 authentication required",
        "recipient address not accepted, 550 5.1.8 sender: domain not found",
        "recipient address not accepted, 553 5.1.7 sender: rejected",
        "sender address not accepted,    550 5.1.1 who?",
        "sender address not accepted,    452 no room",
        "got error response,             554 no",
        "HELO failed.,                   554 no",
        "AUTH PLAIN failed,              535 5.7.8 no",
        "reset command failed,           500 no",
        "recipient address not accepted, 'what is this?'",
        "recipient address not accepted, 650 5.1.1 who?",
        "recipient address not accepted, 250",
        "recipient address not accepted, '550-no\n550 5.7.1 relay access denied'",
        "sending data failed,            354",
        "sending data failed,            ''",
    })
    void isAboutUs(String message, String answer) {
        assertThat(reply(message, answer).isAboutUs()).isTrue();
    }

    @Test
    void codeWithoutATextAfterTheContentIsATakenMail() {
        assertThat(reply(CONTENT, "250").isTaken()).isTrue();
        assertThat(reply(CONTENT, "554 5.6.0 broken").isTaken()).isFalse();
        assertThat(reply(RECIPIENT, "250").isTaken()).isFalse();
    }

    /** With the code that Vert.x makes of it. */
    private static Reply reply(String message, String answer) {
        int code = answer.matches("(?s)\\d{3}[ -].*") ? Integer.parseInt(answer.substring(0, 3)) : 500;
        return Reply.of(new SMTPException(message, code, List.of(answer.split("\n")), true));
    }
}
