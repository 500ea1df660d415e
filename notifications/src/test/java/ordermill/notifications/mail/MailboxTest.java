package ordermill.notifications.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxTest {

    @ParameterizedTest
    @CsvSource({
        "tom@customers.example, tom@customers.example",
        "Tom <tom@customers.example>, tom@customers.example",
        "tom@customers.example (Tom), tom@customers.example",
        "T\u00f6m <tom@customers.example>, tom@customers.example",
        "a@b@customers.example, a@b@customers.example",
        "tom@b\u00fccher.example, tom@xn--bcher-kva.example",
        "tom@B\u00dcCHER.example, tom@xn--bcher-kva.example",
        "tom@bu\u0308cher.example, tom@xn--bcher-kva.example",
        "tom@sub_1.customers.example, tom@sub_1.customers.example",
        "tom@[192.0.2.1], tom@[192.0.2.1]",
    })
    void isABareAddressInAscii(String given, String address) {
        assertThat(Mailbox.of(given)).isEqualTo(new Mailbox.Of(address));
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, address_invalid",
        "<>, address_invalid",
        "tom@, address_invalid",
        "two words@customers.example, address_invalid",
        "'a@customers.example,b@customers.example', address_invalid",
        "'a@customers.example>\r\nRCPT TO:<b@customers.example', address_invalid",
        "'Tom\nBcc: b@customers.example <a@customers.example>', address_invalid",
        "'Tom\u0085 <a@customers.example>', address_invalid",
        "tom@customers\uff1e\uff1c.example, address_invalid",
        "tom@customers\u00a0.example, address_invalid",
        "tom@stra\u00dfe.example, address_invalid",
        "tom@\u03c3\u03c4\u03ac\u03c3\u03b9\u03c2.example, address_invalid",
        "tom@a\u200db.example, address_invalid",
        "tom@\uff43ustomers.example, address_invalid",
        "t\u00f6m@customers.example, address_needs_smtputf8",
    })
    void orNoneForAReason(String given, String reason) {
        assertThat(Mailbox.of(given)).isEqualTo(new Mailbox.None(reason));
    }

    @Test
    void domainThatNoServerHasIsNone() {
        assertThat(Mailbox.of("tom@" + "a.".repeat(150) + "example")).isEqualTo(new Mailbox.None("address_invalid"));
    }
}
