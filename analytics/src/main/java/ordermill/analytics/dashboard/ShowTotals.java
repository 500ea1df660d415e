package ordermill.analytics.dashboard;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;

/** {@code GET /totals}: orders, revenue and rides in all, today and by kind, and the heartbeat. */
@Path("/totals")
class ShowTotals {

    private final Figures figures;

    ShowTotals(Figures figures) {
        this.figures = figures;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> show() {
        return figures.totals();
    }
}
