package ordermill.chassis.watching;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The header {@code traceparent} (W3C Trace Context) of a record; nothing else that a stranger may say of a trace is read. */
final class TraceParent {

    private static final int LONGEST = 128;
    private static final char HEX = 'x';
    private static final String FORM = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";

    private static final TextMapGetter<String> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(Traces.HEADER);
        }

        @Override
        public String get(String traceparent, String key) {
            return key.equals(Traces.HEADER) ? traceparent : null;
        }
    };

    private TraceParent() {}

    /** Where nothing is traced here: the header as it came, of a sampled trace, without reading more than its form. */
    static void handOn(ConsumerRecord<?, ?> from, ProducerRecord<?, ?> to) {
        Header header = from.headers().lastHeader(Traces.HEADER);
        if (header != null && isOfASampledTrace(header.value())) {
            to.headers().remove(Traces.HEADER).add(header);
        }
    }

    private static boolean isOfASampledTrace(byte[] value) {
        if (value == null || value.length != FORM.length()) {
            return false;
        }
        for (int i = 0; i < value.length; i++) {
            char expected = FORM.charAt(i);
            if (expected == HEX ? "0123456789abcdef".indexOf(value[i]) < 0 : value[i] != expected) {
                return false;
            }
        }
        return Character.digit(value[value.length - 1], 16) % 2 == 1;
    }

    static SpanContext in(ConsumerRecord<?, ?> record) {
        return in(record.headers());
    }

    static SpanContext in(ProducerRecord<?, ?> record) {
        return in(record.headers());
    }

    private static SpanContext in(Headers headers) {
        Header header = headers.lastHeader(Traces.HEADER);
        return header == null || header.value() == null || header.value().length > LONGEST
                ? SpanContext.getInvalid()
                : of(new String(header.value(), US_ASCII));
    }

    static SpanContext of(String traceparent) {
        if (traceparent == null) {
            return SpanContext.getInvalid();
        }
        Context extracted = W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, GETTER);
        return Span.fromContext(extracted).getSpanContext();
    }

    /** Of a sampled trace. */
    static String text(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01";
    }
}
