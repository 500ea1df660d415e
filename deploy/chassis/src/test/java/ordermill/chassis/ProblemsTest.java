package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Logged logged = new Logged(Problems.class);

    @AfterEach
    void close() {
        logged.close();
    }

    @Test
    void requestThatFailedIsLoggedWithItsPlaceAndNoneOfItsWords() {
        var failure = new IllegalStateException(
                "about tom_1@example.com", new NumberFormatException("for input string tok_visa"));

        var answer = new Problems(null).unexpected(failure);

        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(logged.errors())
                .singleElement()
                .asString()
                .contains(
                        "java.lang.IllegalStateException",
                        "java.lang.NumberFormatException",
                        "at ordermill.chassis.ProblemsTest")
                .doesNotContain("tom_1", "tok_visa");
    }
}
