package ordermill.bench;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What the four services are compared with, in {@code forms.sh}. */
@Path("/")
public class Hello {

    @GET
    public String say() {
        return "hello";
    }
}
