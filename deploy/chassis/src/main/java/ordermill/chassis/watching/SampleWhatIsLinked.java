package ordermill.chassis.watching;

import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A share of the requests, and of the rest whatever belongs to one of them: its parent, or what it links to, was sampled. */
final class SampleWhatIsLinked implements Sampler {

    private final Sampler others;

    SampleWhatIsLinked(double share) {
        this.others = Sampler.parentBased(Sampler.traceIdRatioBased(share));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return new WithoutState(
                links.stream().anyMatch(link -> link.getSpanContext().isSampled())
                        ? SamplingDecision.RECORD_AND_SAMPLE
                        : others.shouldSample(parent, traceId, name, kind, attributes, links)
                                .getDecision());
    }

    @Override
    public String getDescription() {
        return "linked, else " + others.getDescription();
    }

    /** What a client says in the header {@code tracestate} would stand in every span of its request. */
    private record WithoutState(SamplingDecision decision) implements SamplingResult {

        @Override
        public SamplingDecision getDecision() {
            return decision;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.empty();
        }

        @Override
        public TraceState getUpdatedTraceState(TraceState ofTheParent) {
            return TraceState.getDefault();
        }
    }

    /** Quarkus's own knows of parents only. */
    @Singleton
    static final class Make {

        @Produces
        @Singleton
        Sampler sampler(@ConfigProperty(name = "quarkus.otel.traces.sampler.arg") double share) {
            return new SampleWhatIsLinked(share);
        }
    }
}
