package ordermill.orders.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ordermill.chassis.Fields;

/** Requests as customers might send them. */
final class RandomRequests {

    /** What the storefront shows: kind -> products. */
    private static final ObjectNode CATALOGUE = catalogue();

    private RandomRequests() {}

    private static ObjectNode catalogue() {
        try (var file = RandomRequests.class.getResourceAsStream("/META-INF/resources/catalogue.json")) {
            return Fields.OF_CLIENTS.object(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode next(SimulatorSettings how, RandomGenerator random) {
        String what = oneOf(how.mix(), random);
        String customer = "user_" + random.nextInt(1, 1000);
        return what.equals("ride") ? ride(customer, random) : order(what, customer, how, random);
    }

    private static String oneOf(Map<String, Integer> mix, RandomGenerator random) {
        int at =
                random.nextInt(mix.values().stream().mapToInt(Integer::intValue).sum());
        for (var one : mix.entrySet()) {
            at -= one.getValue();
            if (at < 0) {
                return one.getKey();
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private static ObjectNode order(String kind, String customer, SimulatorSettings how, RandomGenerator random) {
        JsonNode products = CATALOGUE.get(kind);
        JsonNode product = products.get(random.nextInt(products.size()));
        ObjectNode order = Fields.newObject()
                .put("user_id", customer)
                .put("user_email", customer + "@example.com")
                .put("payment_token", random.nextDouble() < how.declined() ? "tok_declined" : "tok_visa");
        order.putObject("order_details")
                .put("kind", kind)
                .putArray("items")
                .addObject()
                .put("sku", product.get("sku").textValue())
                .put("name", product.get("name").textValue())
                .put("quantity", random.nextInt(1, 4))
                .put("unit_price", BigDecimal.valueOf(product.get("price_cents").longValue(), 2));
        return order;
    }

    /** Somewhere in Vienna, where the simulated drivers are. */
    private static ObjectNode ride(String customer, RandomGenerator random) {
        ObjectNode ride = Fields.newObject().put("customer_id", customer);
        ride.putObject("location")
                .put("lat", degrees(48.15 + random.nextDouble(0.1)))
                .put("long", degrees(16.30 + random.nextDouble(0.1)));
        return ride;
    }

    private static BigDecimal degrees(double value) {
        return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP);
    }
}
