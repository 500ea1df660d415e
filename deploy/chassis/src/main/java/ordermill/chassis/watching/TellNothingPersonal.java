package ordermill.chassis.watching;

import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * A span at its end -> the same without any text that a client may have written: what it is told by is listed here, and
 * all other texts are taken out, whoever put them there.
 */
@Singleton
final class TellNothingPersonal implements ExtendedSpanProcessor {

    private static final String LEFT_OUT = "-";

    /** Of our own making, or of a few words that are known beforehand. */
    private static final Set<String> TOLD = Set.of(
            "db.query.text",
            "db.system.name",
            "error.type",
            "http.request.method",
            "http.route",
            "messaging.destination.name",
            "messaging.destination.partition.id",
            "messaging.operation.name",
            "messaging.operation.type",
            "messaging.system",
            "network.protocol.name",
            "network.protocol.version",
            "ordermill.channel");

    @Override
    public void onEnding(ReadWriteSpan span) {
        span.getAttributes().forEach((key, value) -> {
            if (!TOLD.contains(key.getKey())) {
                leaveOut(span, key.getKey(), key.getType());
            }
        });
    }

    /** Numbers tell nothing. */
    private static void leaveOut(ReadWriteSpan span, String key, AttributeType type) {
        if (type == AttributeType.STRING) {
            span.setAttribute(AttributeKey.stringKey(key), LEFT_OUT);
        } else if (type == AttributeType.STRING_ARRAY) {
            span.setAttribute(AttributeKey.stringArrayKey(key), List.of());
        }
    }

    @Override
    public boolean isOnEndingRequired() {
        return true;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
