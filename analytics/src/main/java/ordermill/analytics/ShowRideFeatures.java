package ordermill.analytics;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** {@code GET /rides/features.csv}: confirmed rides by zone and hour, for whoever trains a model on them. */
@Path("/rides/features.csv")
class ShowRideFeatures {

    private static final String HEADER = "zone,hour,rides,mean_pickup_minutes\r\n";

    private final Rides rides;

    ShowRideFeatures(Rides rides) {
        this.rides = rides;
    }

    @GET
    @Produces("text/csv; charset=utf-8")
    public Multi<String> show() {
        return Multi.createBy().repeating().uni(Position::new, this::next).until(String::isEmpty);
    }

    private Uni<String> next(Position position) {
        return rides.featuresAfter(position.hour, position.zone)
                .onFailure()
                .transform(NotNow::new)
                .map(position::lines);
    }

    /** How far the answer has come: it is read and sent in parts, since the hours add up over the years. */
    private static final class Position {

        private OffsetDateTime hour = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        private String zone = "";
        private String header = HEADER;

        String lines(RowSet<Row> rows) {
            var lines = new StringBuilder(header);
            header = "";
            for (Row row : rows) {
                hour = row.getOffsetDateTime("hour");
                zone = row.getString("zone");
                lines.append('"').append(zone).append('"');
                lines.append(',').append(hour.toInstant());
                lines.append(',').append(row.getLong("rides"));
                lines.append(',')
                        .append(row.getBigDecimal("mean_pickup_minutes").toPlainString());
                lines.append("\r\n");
            }
            return lines.toString();
        }
    }
}
