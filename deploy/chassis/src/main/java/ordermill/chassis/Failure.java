package ordermill.chassis;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.DateTimeException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.netty.handler.codec.CodecException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What a failure is about, which answers one question: will trying again help? */
public enum Failure {
    /** Something is away: the same work will succeed when it is back. */
    OUTAGE,
    /** A record holds what cannot be stored or written: it never will. */
    DATA,
    /** Neither is known: the code, or something in a record that nobody thought of. */
    BUG;

    /** Connections, resources, operators, rollbacks, locks, disks; credentials, databases and rights that are not there yet. */
    private static final List<String> SQL_OUTAGES =
            List.of("08", "53", "57", "40", "55", "58", "25006", "28", "3D", "42501");

    /** Data, constraints, and what is larger than the server can take. */
    private static final List<String> SQL_DATA = List.of("22", "23", "54");

    /** All that PostgreSQL's client tells where a certificate is not trusted, or is not of the server that was asked for. */
    private static final String NOT_TRUSTED = "SSL handshake failed";

    /** Says that something of a service's own is away, in words of its own that hold no data: they are logged. */
    public static class Away extends RuntimeException {
        public Away(String what) {
            super(what, null, false, false);
        }
    }

    public static Failure of(Throwable failure) {
        if (failure instanceof CompositeException several) {
            return several.getCauses().stream()
                    .map(Failure::of)
                    .min(Failure::compareTo)
                    .orElse(BUG);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Failure found = ofOne(cause);
            if (found != null) {
                return found;
            }
            if (cause.getCause() == cause) {
                break;
            }
        }
        return BUG;
    }

    private static Failure ofOne(Throwable failure) {
        if (failure instanceof PgException sql) {
            return ofSqlState(sql.getSqlState());
        }
        if (failure instanceof Fault
                || failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof SerializationException
                || failure instanceof JsonProcessingException
                || failure instanceof NumberFormatException
                || failure instanceof ArithmeticException
                || failure instanceof DateTimeException
                || failure instanceof CodecException
                || failure instanceof StackOverflowError) {
            return DATA;
        }
        if (failure instanceof Away
                || failure instanceof KafkaException
                || failure instanceof TimeoutException
                || failure instanceof ClosedConnectionException
                || failure instanceof ClosedChannelException
                || failure instanceof UnknownHostException
                || failure instanceof IOException
                || failure instanceof OutOfMemoryError) {
            return OUTAGE;
        }
        if (failure instanceof VertxException || failure instanceof NoStackTraceThrowable) {
            // The reactive client says in the same class that a pool is closed and that a parameter has no such type.
            return String.valueOf(failure.getMessage()).startsWith("Parameter") ? DATA : OUTAGE;
        }
        return null;
    }

    private static Failure ofSqlState(String state) {
        if (state == null || SQL_OUTAGES.stream().anyMatch(state::startsWith)) {
            return OUTAGE;
        }
        return SQL_DATA.stream().anyMatch(state::startsWith) ? DATA : BUG;
    }

    /** The failure in words that hold nothing of a record: our own, else the class and, of SQL, the state; and that it is TLS. */
    public static String inWords(Throwable failure) {
        if (failure instanceof Fault || failure instanceof Away || failure instanceof CodeAtFault) {
            return failure.getMessage();
        }
        if (failure instanceof PgException sql) {
            return "SQLSTATE " + sql.getSqlState();
        }
        if (failure instanceof VertxException && NOT_TRUSTED.equals(failure.getMessage())) {
            return NOT_TRUSTED;
        }
        if (failure instanceof CompositeException several) {
            return several.getCauses().stream().map(Failure::inWords).collect(Collectors.joining(", "));
        }
        return failure.getClass().getName();
    }

    /** The failure as it may be logged: {@link #inWords}, with the frames of it and of its causes. */
    public static Throwable withoutWords(Throwable failure) {
        Throwable cause = failure.getCause() == null ? null : withoutWords(failure.getCause());
        // As its message too, which is all that JSON has of it.
        Throwable wordless = new Throwable(inWords(failure), cause, false, true) {
            @Override
            public String toString() {
                return getMessage();
            }
        };
        wordless.setStackTrace(failure.getStackTrace());
        return wordless;
    }

    /** Too many records fail in a row, for no known cause. */
    static final class CodeAtFault extends RuntimeException {
        CodeAtFault(int inARow, Throwable last) {
            super("more than %d records failed in a row, the last with %s".formatted(inARow, inWords(last)), last);
        }
    }
}
