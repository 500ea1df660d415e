package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import io.quarkus.mailer.Mail;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailServerTest {

    private static final Mail MAIL = Mail.withText("tom@customers.example", "Hello", "Hello");

    @ParameterizedTest
    @CsvSource({
        "recipient address not accepted, 550, address_refused_550",
        "recipient address not accepted, 501, address_refused_501",
        "recipient address not accepted, 513, address_refused_513",
        "recipient address not accepted, 556, address_refused_556",
        "sending data failed,            554, mail_refused_554",
        "recipient address not accepted, 451,",
        "recipient address not accepted, 421,",
        "recipient address not accepted, 503,",
        "recipient address not accepted, 530,",
        "sender address not accepted,    550,",
        "DATA command not accepted,      554,",
        "sending data failed,            451,",
        "got error response,             554,",
        "AUTH PLAIN failed,              535,",
    })
    void onlyAnAnswerForGoodAboutThisMailIsARefusal(String stage, int code, String reason) {
        var answer = new SMTPException(stage, code, List.of(code + " <tom@customers.example> no"), false);
        var server = new MailServer(mails -> Uni.createFrom().failure(answer), Duration.ofMinutes(1));

        Uni<MailServer.Answer> taken = server.take(MAIL);

        if (reason == null) {
            assertThat(taken.onFailure().recoverWithNull().await().indefinitely())
                    .isNull();
        } else {
            assertThat(taken.await().indefinitely()).isEqualTo(new MailServer.Refused(reason));
        }
    }

    @Test
    void mailThatIsUnderWayForTooLongTurnsLivenessRed() {
        var hanging = new MailServer(mails -> Uni.createFrom().nothing(), Duration.ZERO);
        assertThat(hanging.call().getStatus()).isEqualTo(Status.UP);

        var subscription = hanging.take(MAIL).subscribe().with(answer -> {});

        assertThat(hanging.call().getStatus()).isEqualTo(Status.DOWN);
        subscription.cancel();
        assertThat(hanging.call().getStatus()).isEqualTo(Status.UP);
    }
}
