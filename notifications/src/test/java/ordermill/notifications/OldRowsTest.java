package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Rows of before the table was a queue. */
@QuarkusTest
@TestProfile(Scene.Profile.class)
class OldRowsTest extends Scene {

    @ConfigProperty(name = "chassis.migrations")
    List<String> migrations;

    @Test
    void everyFileOfTheFolderIsRun() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db"))) {
            assertThat(migrations)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void stayAsTheyAreAndAreSentAgainIfStaffWants() {
        String id = Confirmations.newId();
        // As the statement of V1's time wrote it, without the columns of today.
        change("""
                INSERT INTO notifications.sent_emails (kind, id, status, reason, message_id, sent_at, event)
                VALUES ('order', $1, 'refused', 'address_refused_550', '<old>', now(), $2)
                """, id, """
                {"order_id":"%s","user_id":"tom_1","user_email":"%s","order_details":{},"time":1,
                 "status":false,"reason":"address_refused_550","sent_time":2}
                """.formatted(id, Confirmations.addressOf(id)));
        confirmOrder(id);

        assertThat(orderEvent(id).get("status").booleanValue()).isFalse();
        assertThat(mailsTo(id)).isEmpty();
        assertThat(row(id)).isEqualTo("refused address_refused_550 done");

        sendAgain(id, 202);

        await().untilAsserted(() -> assertThat(row(id)).isEqualTo("sent null done"));
        assertThat(mailsTo(id)).hasSize(1);
    }
}
