package ordermill.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests as customers might send them. */
final class RandomRequests {

    private record Product(String sku, String name, String unitPrice) {}

    private static final Map<String, List<Product>> CATALOGUE = Map.of(
            "food",
            List.of(
                    new Product("burger", "Burger", "4.50"),
                    new Product("pizza", "Pizza", "8.20"),
                    new Product("ramen", "Ramen", "11.90")),
            "furniture",
            List.of(
                    new Product("chair", "Chair", "59.00"),
                    new Product("table", "Table", "120.00"),
                    new Product("lamp", "Lamp", "34.95")));

    private RandomRequests() {}

    static ObjectNode next(SimulatorSettings how, RandomGenerator random) {
        String kind = kind(how.mix(), random);
        String customer = "user_" + random.nextInt(1, 1000);
        return kind.equals("ride") ? ride(customer, random) : order(kind, customer, how, random);
    }

    private static String kind(Map<String, Integer> mix, RandomGenerator random) {
        int at =
                random.nextInt(mix.values().stream().mapToInt(Integer::intValue).sum());
        for (var kind : mix.entrySet()) {
            at -= kind.getValue();
            if (at < 0) {
                return kind.getKey();
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private static ObjectNode order(String kind, String customer, SimulatorSettings how, RandomGenerator random) {
        List<Product> products = CATALOGUE.get(kind);
        Product product = products.get(random.nextInt(products.size()));
        ObjectNode order = JsonNodeFactory.instance
                .objectNode()
                .put("user_id", customer)
                .put("user_email", customer + "@example.com")
                .put("payment_token", random.nextDouble() < how.declined() ? "tok_declined" : "tok_visa");
        order.putObject("order_details")
                .put("kind", kind)
                .putArray("items")
                .addObject()
                .put("sku", product.sku())
                .put("name", product.name())
                .put("quantity", random.nextInt(1, 4))
                .put("unit_price", new BigDecimal(product.unitPrice()));
        return order;
    }

    /** Somewhere in Vienna, where the simulated drivers are. */
    private static ObjectNode ride(String customer, RandomGenerator random) {
        ObjectNode ride = JsonNodeFactory.instance.objectNode().put("customer_id", customer);
        ride.putObject("location")
                .put("lat", degrees(48.15 + random.nextDouble(0.1)))
                .put("long", degrees(16.30 + random.nextDouble(0.1)));
        return ride;
    }

    private static BigDecimal degrees(double value) {
        return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP);
    }
}
