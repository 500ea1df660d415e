package ordermill.analytics.dashboard;

import java.time.Duration;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;

import ordermill.chassis.Failure;
import ordermill.chassis.Stop;

/**
 * {@code GET /dashboard}: everything that a dashboard shows. {@code GET /dashboard/events}: the same as server-sent
 * events, at once, then when it changed, at most once a second; while the database is away, events named {@code outage}.
 */
@Path("/dashboard")
@Singleton
class ShowDashboard {

    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Figures figures;
    private final Stop stop;
    private final Duration keepAlive;

    ShowDashboard(Figures figures, Stop stop, @ConfigProperty(name = "analytics.keep-alive") Duration keepAlive) {
        this.figures = figures;
        this.stop = stop;
        this.keepAlive = keepAlive;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> show() {
        return figures.dashboard().map(Figures.Reading::json);
    }

    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        Page page = new Page(sse, keepAlive.toNanos());
        return Multi.createFrom()
                .ticks()
                .every(AT_MOST_EVERY)
                .onOverflow()
                .drop()
                // Else an open page would hold up the shutdown; it reconnects by itself.
                .select()
                .first(tick -> !stop.hasBegun())
                .onItem()
                .transformToUni(tick -> figures.dashboard()
                        .map(page::news)
                        .onFailure(failure -> Failure.of(failure) == Failure.OUTAGE)
                        .recoverWithItem(page::outage))
                .concatenate();
    }

    /** What one open page was sent last. */
    private static final class Page {

        private static final String OUTAGE = "{\"title\":\"Service Unavailable\",\"status\":503}";

        private final Sse sse;
        private final long keepAliveNanos;
        private String sent;
        private long sentAt;

        Page(Sse sse, long keepAliveNanos) {
            this.sse = sse;
            this.keepAliveNanos = keepAliveNanos;
        }

        /** An event, or null where the page knows all this and heard of us a short while ago. */
        OutboundSseEvent news(Figures.Reading dashboard) {
            return isNews(dashboard.content())
                    ? sse.newEventBuilder().data(dashboard.json()).build()
                    : null;
        }

        OutboundSseEvent outage() {
            return isNews(OUTAGE)
                    ? sse.newEventBuilder().name("outage").data(OUTAGE).build()
                    : null;
        }

        private boolean isNews(String content) {
            long now = System.nanoTime();
            if (content.equals(sent) && now - sentAt < keepAliveNanos) {
                return false;
            }
            sent = content;
            sentAt = now;
            return true;
        }
    }
}
