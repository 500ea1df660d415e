package ordermill.chassis.watching;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A poll's spans, as OpenTelemetry's conventions for messaging have them: each sampled record is processed in its own
 * trace, and the poll, a trace of its own, links to all of them. A record that came alone needs no other span.
 */
public final class TracedPoll {

    static final TracedPoll OF_NOTHING = new TracedPoll(null, null, Map.of());

    private final Tracer tracer;
    private final Span work;
    private final Map<ConsumerRecord<?, ?>, Span> records;

    private TracedPoll(Tracer tracer, Span work, Map<ConsumerRecord<?, ?>, Span> records) {
        this.tracer = tracer;
        this.work = work;
        this.records = records;
    }

    static TracedPoll of(Tracer tracer, String channel, int polled, Map<ConsumerRecord<?, ?>, SpanContext> sampled) {
        Span poll = polled == 1 ? null : poll(tracer, channel, polled, sampled);
        Map<ConsumerRecord<?, ?>, Span> records = new IdentityHashMap<>();
        sampled.forEach((record, parent) -> records.put(record, process(tracer, channel, record, parent, poll)));
        return new TracedPoll(tracer, poll == null ? records.values().iterator().next() : poll, records);
    }

    private static Span poll(
            Tracer tracer, String channel, int polled, Map<ConsumerRecord<?, ?>, SpanContext> sampled) {
        SpanBuilder poll = messaging(tracer, "poll", channel)
                .setNoParent()
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("messaging.operation.type", "receive")
                .setAttribute("messaging.batch.message_count", polled);
        sampled.values().forEach(poll::addLink);
        return poll.startSpan();
    }

    private static Span process(
            Tracer tracer, String channel, ConsumerRecord<?, ?> record, SpanContext parent, Span poll) {
        SpanBuilder process = messaging(tracer, "process", record.topic())
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("ordermill.channel", channel);
        if (poll != null) {
            process.addLink(poll.getSpanContext());
        }
        return process.startSpan();
    }

    static Span send(Tracer tracer, SpanContext parent, ProducerRecord<byte[], byte[]> record) {
        Span send = messaging(tracer, "send", record.topic())
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.operation.type", "send")
                .startSpan();
        Traces.carry(TraceParent.text(send.getSpanContext()), record);
        return send;
    }

    private static SpanBuilder messaging(Tracer tracer, String operation, String of) {
        return tracer.spanBuilder(operation + " " + of)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.destination.name", of);
    }

    /** The work on the poll, at the end of which its spans end. */
    public <T> Uni<T> during(Supplier<Uni<T>> begin) {
        return work == null
                ? begin.get()
                : OfThisWork.during(work, begin).onTermination().invoke((item, failure, cancelled) -> end(failure));
    }

    /** That record's part of the work has failed for good. */
    public void refused(ConsumerRecord<?, ?> record, Throwable why) {
        Span span = records.get(record);
        if (span != null) {
            failed(span, why);
        }
    }

    /** The sending of records, each of which goes on in the trace of the record that it comes of. */
    public Uni<Void> sending(
            List<ProducerRecord<byte[], byte[]>> answers, List<ConsumerRecord<byte[], byte[]>> causes, Uni<Void> sent) {
        List<Span> sends = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Span cause = records.get(causes.get(i));
            if (cause == null) {
                TraceParent.handOn(causes.get(i), answers.get(i));
            } else {
                sends.add(send(tracer, cause.getSpanContext(), answers.get(i)));
            }
        }
        return sends.isEmpty()
                ? sent
                : sent.onTermination().invoke((item, failure, cancelled) -> sends.forEach(send -> end(send, failure)));
    }

    private void end(Throwable failure) {
        records.values().forEach(record -> end(record, failure));
        if (!records.containsValue(work)) {
            end(work, failure);
        }
    }

    /** A failure's words may hold anything: only its class is told. */
    static void end(Span span, Throwable failure) {
        if (failure != null) {
            failed(span, failure);
        }
        span.end();
    }

    private static void failed(Span span, Throwable why) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute("error.type", why.getClass().getName());
    }
}
