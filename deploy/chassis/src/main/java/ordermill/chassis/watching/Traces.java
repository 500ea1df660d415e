package ordermill.chassis.watching;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;

/**
 * What was sampled at the door -> its spans, from record to record: a record's header {@code traceparent} tells whose it
 * is, and only that of a sampled trace is written. Where tracing is off no span is made; the header goes on all the same.
 */
@ApplicationScoped
public class Traces {

    public static final String HEADER = "traceparent";

    private final Tracer tracer;
    private final boolean off;

    @Inject
    Traces(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = telemetry.getTracer("ordermill");
        this.off = off;
    }

    /** For who runs without any. */
    public static Traces none() {
        return new Traces(OpenTelemetry.noop(), true);
    }

    /** Whether any span is made here. */
    public boolean areOff() {
        return off;
    }

    /** What the record says of its trace, as its header has it; null where that is not sampled. */
    public static String in(ConsumerRecord<?, ?> record) {
        SpanContext context = TraceParent.in(record);
        return context.isSampled() ? TraceParent.text(context) : null;
    }

    /** The id of the trace that a traceparent names. */
    public static String id(String traceparent) {
        return TraceParent.of(traceparent).getTraceId();
    }

    /** The record, which from now on belongs to that trace; null is of none. */
    public static <K, V> ProducerRecord<K, V> carry(String traceparent, ProducerRecord<K, V> record) {
        if (traceparent != null) {
            record.headers().remove(HEADER).add(HEADER, traceparent.getBytes(US_ASCII));
        }
        return record;
    }

    /** What is logged of the record has its trace's id, and not that of whatever the thread did before. */
    public static void logged(ConsumerRecord<?, ?> record, Runnable log) {
        SpanContext context = TraceParent.in(record);
        List.of("spanId", "sampled", "traceId").forEach(MDC::remove);
        if (context.isSampled()) {
            MDC.put("traceId", context.getTraceId());
        }
        try {
            log.run();
        } finally {
            MDC.remove("traceId");
        }
    }

    /** The spans of a poll's way through its gates; of nothing where none of its records was sampled. */
    public TracedPoll poll(String channel, List<ConsumerRecord<byte[], byte[]>> records) {
        if (off) {
            return TracedPoll.OF_NOTHING;
        }
        Map<ConsumerRecord<?, ?>, SpanContext> sampled = new IdentityHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            SpanContext context = TraceParent.in(record);
            if (context.isSampled()) {
                sampled.put(record, context);
            }
        }
        return sampled.isEmpty() ? TracedPoll.OF_NOTHING : TracedPoll.of(tracer, channel, records.size(), sampled);
    }

    /** One record's sending as a span: of the trace that its header names, else of the request that is being answered. */
    public <T> Uni<T> sending(ProducerRecord<byte[], byte[]> record, Uni<T> sending) {
        if (off) {
            return sending;
        }
        SpanContext named = TraceParent.in(record);
        SpanContext parent = named.isValid() ? named : OfThisWork.span().getSpanContext();
        return parent.isSampled() ? ended(TracedPoll.send(tracer, parent, record), () -> sending) : sending;
    }

    /** A statement's text without its values as a span, where the work that it is part of is traced. */
    public <T> Uni<T> statement(String text, Uni<T> answer) {
        Span work = off ? Span.getInvalid() : OfThisWork.span();
        if (!work.getSpanContext().isSampled()) {
            return answer;
        }
        return Uni.createFrom()
                .deferred(() -> ended(
                        tracer.spanBuilder("postgresql")
                                .setParent(Context.root().with(work))
                                .setSpanKind(SpanKind.CLIENT)
                                .setAttribute("db.system.name", "postgresql")
                                .setAttribute("db.query.text", text)
                                .startSpan(),
                        () -> answer));
    }

    /** A call of a server that is not ours as a span of that trace; null is of none. */
    public <T> Uni<T> call(String what, String protocol, String traceparent, Supplier<Uni<T>> call) {
        SpanContext parent = off ? SpanContext.getInvalid() : TraceParent.of(traceparent);
        if (!parent.isSampled()) {
            return call.get();
        }
        return ended(
                tracer.spanBuilder(what)
                        .setParent(Context.root().with(Span.wrap(parent)))
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute("network.protocol.name", protocol)
                        .startSpan(),
                call);
    }

    private static <T> Uni<T> ended(Span span, Supplier<Uni<T>> work) {
        return OfThisWork.during(span, work)
                .onTermination()
                .invoke((item, failure, cancelled) -> TracedPoll.end(span, failure));
    }
}
