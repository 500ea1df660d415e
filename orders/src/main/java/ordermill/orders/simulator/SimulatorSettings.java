package ordermill.orders.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.configuration.DurationConverter;
import org.eclipse.microprofile.config.Config;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * What the simulator does.
 *
 * @param every the time between two requests; zero is off
 * @param limit the most requests in all
 * @param mix the weights of food, furniture and ride
 * @param duplicates the share of requests that repeat the one before, 0 to 1
 * @param declined the share of orders with a card that is declined, 0 to 1
 * @param malformed the share of records that are no order, 0 to 1
 */
record SimulatorSettings(
        Duration every, long limit, Map<String, Integer> mix, double duplicates, double declined, double malformed) {

    private static final Set<String> MIXED = Set.of("food", "furniture", "ride");

    static SimulatorSettings of(Config config) {
        return new SimulatorSettings(
                every(config.getValue("simulator.every", String.class)),
                config.getValue("simulator.limit", Long.class),
                mix(config.getValue("simulator.mix", String.class)),
                config.getValue("simulator.duplicates", Double.class),
                config.getValue("simulator.declined", Double.class),
                config.getValue("simulator.malformed", Double.class));
    }

    /** These settings with those that the client names changed. */
    SimulatorSettings with(ObjectNode change) {
        return new SimulatorSettings(
                change.has("every") ? every(Fields.text(change, "every", 32)) : every,
                change.has("limit") ? limit(change.get("limit")) : limit,
                change.has("mix") ? mix(Fields.text(change, "mix", 256)) : mix,
                share(change, "duplicates", duplicates),
                share(change, "declined", declined),
                share(change, "malformed", malformed));
    }

    ObjectNode json() {
        return Fields.newObject()
                .put("every", every.isZero() ? "off" : every.toMillis() + "ms")
                .put("limit", limit)
                .put(
                        "mix",
                        mix.entrySet().stream()
                                .map(one -> one.getKey() + ":" + one.getValue())
                                .collect(Collectors.joining(",")))
                .put("duplicates", duplicates)
                .put("declined", declined)
                .put("malformed", malformed);
    }

    private static Duration every(String text) {
        if (text.equals("off")) {
            return Duration.ZERO;
        }
        try {
            Duration every = DurationConverter.parseDuration(text);
            if (every != null && every.toMillis() >= 1) {
                return every;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // said below
        }
        throw new Fault("every", "must be off, or a duration of at least 1ms such as 500ms or 2s");
    }

    private static long limit(JsonNode limit) {
        if (!limit.isIntegralNumber() || !limit.canConvertToLong() || limit.longValue() < 0) {
            throw new Fault("limit", "must be a whole number, not negative");
        }
        return limit.longValue();
    }

    private static Map<String, Integer> mix(String text) {
        Map<String, Integer> mix = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            String[] one = part.strip().split(":");
            if (one.length != 2 || !MIXED.contains(one[0]) || !one[1].matches("\\d{1,4}")) {
                throw new Fault("mix", "must read like food:5,furniture:3,ride:2");
            }
            mix.put(one[0], Integer.valueOf(one[1]));
        }
        if (mix.values().stream().allMatch(weight -> weight == 0)) {
            throw new Fault("mix", "must give something a weight");
        }
        return mix;
    }

    private static double share(ObjectNode change, String field, double otherwise) {
        if (!change.has(field)) {
            return otherwise;
        }
        JsonNode share = change.get(field);
        if (!share.isNumber() || share.doubleValue() < 0 || share.doubleValue() > 1) {
            throw new Fault(field, "must be a share between 0 and 1");
        }
        return share.doubleValue();
    }
}
