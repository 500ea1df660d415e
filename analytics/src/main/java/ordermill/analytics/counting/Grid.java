package ordermill.analytics.counting;

import java.math.BigDecimal;
import java.math.RoundingMode;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/** A location -> the cell of a grid over the earth, named by its south-west corner: {@code 48.20,16.35}. */
@Singleton
class Grid {

    private static final int POLE = 90;
    private static final int DATE_LINE = 180;
    private static final int MOST_DECIMALS = 6;

    private final BigDecimal size;
    private final int decimals;

    /**
     * @param size a cell's side in degrees of latitude and longitude
     */
    Grid(@ConfigProperty(name = "analytics.zone-size") BigDecimal size) {
        if (size.signum() <= 0 || size.compareTo(BigDecimal.valueOf(POLE)) > 0 || size.scale() > MOST_DECIMALS) {
            throw new IllegalArgumentException(
                    "analytics.zone-size is not above 0 and up to %d, with at most %d decimals"
                            .formatted(POLE, MOST_DECIMALS));
        }
        this.size = size;
        this.decimals = Math.max(2, size.scale());
    }

    /** The zone of an event's {@code location}. */
    String zone(JsonNode event) {
        JsonNode location = event.path("location");
        if (!location.isObject()) {
            throw new Fault("location", "must be an object");
        }
        return corner(Fields.number(location, "lat", -POLE, POLE)) + ","
                + corner(Fields.number(location, "long", -DATE_LINE, DATE_LINE));
    }

    /** Cheap for every number that is read: those have at most 100 digits, and an exponent of at most 100. */
    private String corner(BigDecimal degrees) {
        return degrees.divide(size, 0, RoundingMode.FLOOR)
                .multiply(size)
                .setScale(decimals)
                .toPlainString();
    }
}
