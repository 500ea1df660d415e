package ordermill.orders;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;

/** {@code POST /order}: 202 once Kafka has the order for good, 503 where it cannot have it now. */
@Path("/order")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PlaceOrder {

    /** How long the look-up of a repeated id may take; without its answer the order is taken, and decided downstream. */
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    private final Journeys journeys;
    private final Publish publish;
    private final Clock clock;

    PlaceOrder(Journeys journeys, Publish publish, Clock clock) {
        this.journeys = journeys;
        this.publish = publish;
        this.clock = clock;
    }

    @POST
    public Uni<Response> place(byte[] body) {
        OrderDetails order = OrderDetails.ask(body, clock.instant());
        if (!order.named()) {
            return accept(order);
        }
        return journeys.placed(Journeys.ORDER, order.orderId())
                .ifNoItem()
                .after(LOOK_UP)
                .fail()
                .onFailure()
                .recoverWithNull()
                .chain(earlier -> earlier == null ? accept(order) : answerAgain(order, earlier));
    }

    Uni<Response> accept(OrderDetails order) {
        return publish.one(new ProducerRecord<>("order_details", order.orderId(), Json.bytes(order.event())))
                .map(acknowledged -> accepted(order.orderId(), order.shown()))
                .onFailure()
                .recoverWithItem(Problems::kafkaIsAway);
    }

    private static Uni<Response> answerAgain(OrderDetails order, Journeys.Placed earlier) {
        if (!Arrays.equals(earlier.fingerprint(), Journeys.fingerprint(order.event()))) {
            return Uni.createFrom()
                    .item(Problems.response(
                            409,
                            "order_id",
                            "order %s was placed before with other content".formatted(order.orderId())));
        }
        return Uni.createFrom().item(accepted(order.orderId(), order.shown().put("time", earlier.time())));
    }

    private static Response accepted(String orderId, ObjectNode order) {
        return Response.accepted(Json.bytes(order))
                .location(URI.create("/order/" + orderId))
                .build();
    }
}
