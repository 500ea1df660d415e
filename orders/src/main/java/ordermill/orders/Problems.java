package ordermill.orders;

import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What goes wrong over HTTP, as problem details (RFC 9457): {@code type, title, status, detail} and the {@code field} at fault. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final int RETRY_AFTER_SECONDS = 2;

    static Response response(int status, String field, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(Json.bytes(problem(status, field, detail)))
                .build();
    }

    static Response kafkaIsAway(Throwable why) {
        LOG.warnf("an order was not accepted: %s", why);
        return Response.fromResponse(response(503, null, "Kafka cannot be reached; send the same request again"))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    static Response databaseIsAway(Throwable why) {
        LOG.warnf("a journey was not shown: %s", why);
        return Response.fromResponse(response(503, null, "the journeys cannot be read now; ask again"))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response invalid(Invalid invalid) {
        return response(400, invalid.field(), invalid.getMessage());
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException refused) {
        int status = refused.getResponse().getStatus();
        return response(status, null, detail(status));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable bug) {
        LOG.error("a request failed", bug);
        return response(500, null, detail(500));
    }

    /** Quarkus itself refuses a body over the limit with an empty answer; this comes before it. */
    void refuseLargeBodies(
            @Observes Router router, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        router.route().order(Integer.MIN_VALUE).handler(request -> {
            String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
            if (length != null && (length.length() > 18 || Long.parseLong(length) > limit.asLongValue())) {
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
                answer(request, 413);
            } else {
                request.next();
            }
        });
        router.errorHandler(404, failed -> answer(failed, 404));
    }

    private static void answer(RoutingContext failed, int status) {
        failed.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(io.vertx.core.buffer.Buffer.buffer(Json.bytes(problem(status, null, detail(status)))));
    }

    private static ObjectNode problem(int status, String field, String detail) {
        ObjectNode problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail);
        return field == null ? problem : problem.put("field", field);
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "there is nothing at this address";
            case 405 -> "this address does not take this method";
            case 406 -> "this address answers with application/json";
            case 413 -> "the body is larger than 128 kB";
            case 415 -> "this address takes application/json";
            case 500 -> "an error on our side";
            default -> title(status);
        };
    }
}
