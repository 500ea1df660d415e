package ordermill.orders.simulator;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.NonBlocking;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import ordermill.chassis.Fields;

/** {@code GET} and {@code PUT /simulator}: what it does, and what it shall do; only where {@code simulator.steerable} is true. */
@Path("/simulator")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class SteerSimulator {

    private final Simulator simulator;
    private final boolean steerable;

    SteerSimulator(Simulator simulator, @ConfigProperty(name = "simulator.steerable") boolean steerable) {
        this.simulator = simulator;
        this.steerable = steerable;
    }

    @GET
    @NonBlocking
    public byte[] show() {
        if (!steerable) {
            throw new NotFoundException();
        }
        return Fields.bytes(simulator.settings().json().put("placed", simulator.placed()));
    }

    @PUT
    @NonBlocking
    public byte[] change(byte[] body) {
        if (!steerable) {
            throw new NotFoundException();
        }
        simulator.run(simulator.settings().with(Fields.OF_CLIENTS.object(body)));
        return show();
    }
}
