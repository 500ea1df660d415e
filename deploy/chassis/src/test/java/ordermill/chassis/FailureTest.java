package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    @ParameterizedTest
    @CsvSource({
        "08006, OUTAGE",
        "57P01, OUTAGE",
        "53300, OUTAGE",
        "40P01, OUTAGE",
        "40001, OUTAGE",
        "55P03, OUTAGE",
        "25006, OUTAGE",
        "28P01, OUTAGE",
        "3D000, OUTAGE",
        "42501, OUTAGE",
        "57014, OUTAGE",
        "22003, DATA",
        "22021, DATA",
        "23505, DATA",
        "23514, DATA",
        "54000, DATA",
        "42P01, BUG",
        "42601, BUG",
        "XX000, BUG",
    })
    void sqlStateTellsWhetherTryingAgainHelps(String state, Failure expected) {
        assertThat(Failure.of(new PgException("about tom_1@example.com", "ERROR", state, "")))
                .isEqualTo(expected);
    }

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException(),
                new IOException("Connection reset"),
                new ClosedChannelException(),
                new TimeoutException(),
                new org.apache.kafka.common.errors.TimeoutException(),
                new NotLeaderOrFollowerException("moved"),
                new TopicAuthorizationException("no rights"),
                new VertxException("Pool closed"),
                new NoStackTraceThrowable("Timeout"),
                new Failure.Away("the gateway"),
                new CompletionException(new ConnectException()),
                new CompositeException(new NullPointerException(), new ConnectException()));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void outageIsKnownAsOne(Throwable failure) {
        assertThat(Failure.of(failure)).isEqualTo(Failure.OUTAGE);
    }

    static Stream<Throwable> data() {
        return Stream.of(
                new Fault("f"),
                new RecordTooLargeException(),
                new NumberFormatException(),
                new ArithmeticException(),
                new StackOverflowError(),
                new java.time.DateTimeException("year"),
                new VertxException("Parameter at position[0] has wrong type"),
                new RuntimeException(new RecordTooLargeException()));
    }

    @ParameterizedTest
    @MethodSource("data")
    void whatOneRecordHoldsIsKnownAsData(Throwable failure) {
        assertThat(Failure.of(failure)).isEqualTo(Failure.DATA);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theRestIsABug(Throwable failure) {
        assertThat(Failure.of(failure)).isEqualTo(Failure.BUG);
    }

    @Test
    void wordsAreOurOwnAndNobodyElses() {
        var bug = new IllegalStateException("about tom_1@example.com");

        assertThat(Failure.inWords(new Fault("price", "is missing"))).isEqualTo("price is missing");
        assertThat(Failure.inWords(new Failure.Away("the gateway"))).isEqualTo("the gateway");
        assertThat(Failure.inWords(new PgException("about tom_1", "ERROR", "42P01", "")))
                .isEqualTo("SQLSTATE 42P01");
        assertThat(Failure.inWords(bug)).isEqualTo("java.lang.IllegalStateException");
        assertThat(Failure.inWords(new VertxException("SSL handshake failed"))).isEqualTo("SSL handshake failed");
        assertThat(Failure.inWords(new VertxException("tom_1@example.com"))).isEqualTo("io.vertx.core.VertxException");
        assertThat(Failure.inWords(new CompositeException(bug, new Failure.Away("the gateway"))))
                .isEqualTo("java.lang.IllegalStateException, the gateway");
        // In text a log shows what it says of itself, in JSON its message.
        assertThat(Failure.withoutWords(bug))
                .hasMessage("java.lang.IllegalStateException")
                .hasToString("java.lang.IllegalStateException");
    }

    static Stream<Throwable> bugs() {
        return Stream.of(new NullPointerException(), new IllegalStateException(), new ClassCastException());
    }
}
