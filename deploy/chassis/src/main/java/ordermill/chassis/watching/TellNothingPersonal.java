package ordermill.chassis.watching;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** What a client may write as it likes in a request's address, and who it is, is taken out of the request's span. */
@Singleton
final class TellNothingPersonal implements SpanProcessor {

    private static final String LEFT_OUT = "-";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.-]{1,200}");

    private static final List<AttributeKey<String>> WHO =
            List.of(key("client.address"), key("network.peer.address"), key("user_agent.original"), key("url.query"));

    private static final List<AttributeKey<String>> ADDRESSES = List.of(key("url.path"), key("http.target"));

    private static AttributeKey<String> key(String name) {
        return AttributeKey.stringKey(name);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        for (AttributeKey<String> who : WHO) {
            if (span.getAttribute(who) != null) {
                span.setAttribute(who, LEFT_OUT);
            }
        }
        for (AttributeKey<String> address : ADDRESSES) {
            String value = span.getAttribute(address);
            if (value != null && !PLAIN.matcher(value).matches()) {
                span.setAttribute(address, LEFT_OUT);
            }
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
