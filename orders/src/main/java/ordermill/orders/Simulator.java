package ordermill.orders;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Places random orders of food and furniture, so that there is something to see. Off in production. */
@ApplicationScoped
class Simulator {

    private record Product(String kind, String sku, String name, String unitPrice) {}

    private static final List<Product> CATALOGUE = List.of(
            new Product("food", "burger", "Burger", "4.50"),
            new Product("food", "pizza", "Pizza", "8.20"),
            new Product("food", "ramen", "Ramen", "11.90"),
            new Product("furniture", "chair", "Chair", "59.00"),
            new Product("furniture", "table", "Table", "120.00"),
            new Product("furniture", "lamp", "Lamp", "34.95"));

    private final PlaceOrder placeOrder;
    private final Clock clock;
    private final long limit;
    private final AtomicLong placed = new AtomicLong();

    Simulator(PlaceOrder placeOrder, Clock clock, @ConfigProperty(name = "simulator.limit") long limit) {
        this.placeOrder = placeOrder;
        this.clock = clock;
        this.limit = limit;
    }

    @Scheduled(every = "{simulator.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> placeRandomOrder() {
        if (placed.incrementAndGet() > limit) {
            return Uni.createFrom().voidItem();
        }
        return placeOrder
                .accept(OrderDetails.ask(Json.bytes(randomOrder()), clock.instant()))
                .replaceWithVoid();
    }

    private static ObjectNode randomOrder() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Product product = CATALOGUE.get(random.nextInt(CATALOGUE.size()));
        int quantity = random.nextInt(1, 4);
        String user = "user_" + random.nextInt(1, 100);
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        order.put("user_id", user).put("user_email", user + "@example.com").put("payment_token", "tok_visa");
        ObjectNode details = order.putObject("order_details").put("kind", product.kind());
        details.putArray("items")
                .addObject()
                .put("sku", product.sku())
                .put("name", product.name())
                .put("quantity", quantity)
                .put("unit_price", new BigDecimal(product.unitPrice()));
        return order;
    }
}
