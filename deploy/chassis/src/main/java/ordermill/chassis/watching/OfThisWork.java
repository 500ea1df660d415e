package ordermill.chassis.watching;

import java.util.Map;
import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;

/**
 * The span of the work that a thread is doing, which goes with the work from callback to callback. OpenTelemetry's own
 * place for it is one of a Vert.x request, and a poll's work is none.
 */
public final class OfThisWork implements ThreadContextProvider {

    private static final ThreadLocal<Span> SPAN = new ThreadLocal<>();

    /** Ours, else that of the request that is being answered; never null. */
    static Span span() {
        Span ours = SPAN.get();
        return ours == null ? Span.current() : ours;
    }

    /** The work, which and all that follows from it is of this span. */
    static <T> Uni<T> during(Span span, Supplier<Uni<T>> work) {
        Span before = put(span);
        try {
            return Uni.createFrom().deferred(work::get);
        } finally {
            put(before);
        }
    }

    private static Span put(Span span) {
        Span before = SPAN.get();
        if (span == null) {
            SPAN.remove();
        } else {
            SPAN.set(span);
        }
        return before;
    }

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        return snapshot(SPAN.get());
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return snapshot(null);
    }

    private static ThreadContextSnapshot snapshot(Span span) {
        return () -> {
            Span before = put(span);
            return () -> put(before);
        };
    }

    @Override
    public String getThreadContextType() {
        return "ordermill span";
    }
}
