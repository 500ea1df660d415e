package ordermill.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import ordermill.notifications.DueEmail.Key;

/** Who is one: a mail that is not answered while others are. */
class StrangersTest {

    private static final Key STRANGER = new Key("order", "stranger");

    private final Strangers strangers = new Strangers();

    @Test
    void inAnOutageNobodyIs() {
        assertThat(strangers.failed(STRANGER).isStranger()).isFalse();
        assertThat(strangers.failed(STRANGER).isStranger()).isFalse();
        assertThat(strangers.failed(STRANGER).times()).isEqualTo(3);
    }

    @Test
    void whoFailsWhileAnotherIsAnsweredIsUntilItIsAnswered() {
        strangers.failed(STRANGER);
        strangers.answered(new Key("order", "other"));

        assertThat(strangers.failed(STRANGER).isStranger()).isTrue();
        assertThat(strangers.failed(STRANGER).isStranger()).isTrue();

        strangers.answered(STRANGER);
        assertThat(strangers.failed(STRANGER).isStranger()).isFalse();
    }

    @Test
    void theEldestAreForgottenAndNotTheNewest() {
        IntStream.range(0, 10_001).forEach(n -> strangers.failed(new Key("order", "" + n)));
        strangers.answered(new Key("ride", "other"));

        assertThat(strangers.failed(new Key("order", "10000")).isStranger()).isTrue();
        assertThat(strangers.failed(new Key("order", "0")).isStranger()).isFalse();
    }

    @Test
    void oneTakenAmongTheRefusedSaysThatTheyAreAboutTheMails() {
        IntStream.range(0, 10)
                .forEach(n -> assertThat(strangers.isOneOfManyRefused()).isFalse());
        assertThat(strangers.isOneOfManyRefused()).isTrue();
        strangers.taken();

        assertThat(strangers.isOneOfManyRefused()).isFalse();
    }
}
