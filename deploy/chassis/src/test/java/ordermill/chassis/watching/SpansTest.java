package ordermill.chassis.watching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What leaves the service of its spans. */
class SpansTest {

    private final List<SpanData> exported = new CopyOnWriteArrayList<>();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .setSampler(new SampleWhatIsLinked(1))
                    .addSpanProcessor(new TellNothingPersonal())
                    .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
                    .build())
            .build();

    @Test
    void noTextThatAClientMayHaveWrittenIsTold() {
        Span span = telemetry.getTracer("test").spanBuilder("GET /order/{id}").startSpan();
        span.setAttribute("http.route", "/order/{id}");
        span.setAttribute("http.response.status_code", 404);
        span.setAttribute("url.path", "/order/tok_visa");
        span.setAttribute("server.address", "tom_1.example.com");
        span.setAttribute(
                io.opentelemetry.api.common.AttributeKey.stringArrayKey("http.request.header.from"),
                List.of("tom_1@example.com"));

        // Vert.x sets it when all is over but the end.
        span.setAttribute("network.peer.address", "tom_1.example.com");
        span.end();

        assertThat(exported.toString()).contains("/order/{id}", "404").doesNotContain("tom_1", "tok_visa");
    }

    @Test
    void whatAClientSaysOfItsTraceIsTheTraceAndNoMore() {
        SpanContext ofTheClient = SpanContext.createFromRemoteParent(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                TraceFlags.getSampled(),
                TraceState.builder().put("who", "tom_1").build());

        telemetry
                .getTracer("test")
                .spanBuilder("POST /order")
                .setParent(Context.root().with(Span.wrap(ofTheClient)))
                .startSpan()
                .end();

        assertThat(exported).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(ofTheClient.getTraceId());
            assertThat(span.getSpanContext().getTraceState().isEmpty()).isTrue();
        });
    }

    @Test
    void recordThatCameAloneIsOneSpan() {
        var record = new ConsumerRecord<byte[], byte[]>("in", 0, 0, null, null);
        record.headers().add(Traces.HEADER, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));

        new Traces(telemetry, false)
                .poll("in", List.of(record))
                .during(() -> Uni.createFrom().voidItem())
                .await()
                .indefinitely();

        assertThat(exported).extracting(SpanData::getName).containsExactly("process in");
    }

    private final class Kept implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            exported.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
