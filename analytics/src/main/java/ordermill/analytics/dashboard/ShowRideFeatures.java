package ordermill.analytics.dashboard;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** {@code GET /rides/features.csv}: confirmed rides by zone and hour, for whoever trains a model on them. */
@Path("/rides/features.csv")
class ShowRideFeatures {

    private static final String HEADER = "zone,hour,rides,mean_pickup_minutes\r\n";

    // What lies in no zone of its own lies nowhere.
    private static final String FEATURES_AFTER = """
            SELECT hour, zone, rides, round(pickup_minutes::numeric / rides, 2) AS mean_pickup_minutes
            FROM analytics.rides_by_zone_and_hour
            WHERE rides > 0 AND zone <> 'other' AND (hour, zone) > ($1, $2)
            ORDER BY hour, zone
            LIMIT 5000
            """;

    private final AskDatabase database;

    ShowRideFeatures(AskDatabase database) {
        this.database = database;
    }

    @GET
    @Produces("text/csv; charset=utf-8")
    public Multi<String> show() {
        return Multi.createBy().repeating().uni(Position::new, this::next).until(String::isEmpty);
    }

    private Uni<String> next(Position position) {
        return database.rows(FEATURES_AFTER, Tuple.of(position.hour, position.zone))
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
