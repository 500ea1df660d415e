package ordermill.chassis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import ordermill.chassis.watching.Seldom;

/** What goes wrong over HTTP, as problem details (RFC 9457): {@code type, title, status, detail} and the {@code field} at fault. */
public class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final Seldom AWAY = new Seldom(Duration.ofSeconds(5));
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final long READ_OF_TOO_LARGE = 16L << 20;

    private final Allow allow;

    Problems(Allow allow) {
        this.allow = allow;
    }

    /** The problem as an object, for whoever has something to add. */
    public static ObjectNode problem(int status, String field, String detail) {
        ObjectNode problem = Fields.newObject()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail);
        return field == null ? problem : problem.put("field", field);
    }

    public static Response response(int status, String field, String detail) {
        return response(problem(status, field, detail));
    }

    public static Response response(ObjectNode problem) {
        return Response.status(problem.get("status").intValue())
                .type(MEDIA_TYPE)
                .entity(Fields.bytes(problem))
                .build();
    }

    /** 503 with {@code Retry-After}: the same request will be answered later. */
    public static Response notNow(ObjectNode problem) {
        return Response.fromResponse(response(problem.put("status", 503).put("title", title(503))))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** Ends a request at an address that is no resource: those on the management port. */
    public static void answer(RoutingContext request, int status, String detail) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(Buffer.buffer(Fields.bytes(problem(status, null, detail))));
    }

    @ServerExceptionMapper
    Response invalid(Fault fault) {
        return response(400, fault.field(), fault.getMessage());
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException refused, UriInfo address, Request request) {
        int status = refused.getResponse().getStatus();
        // Where two resources begin with the same path, Quarkus says 404 of the methods that neither of them takes.
        if (status == 404 && allow.onlyOthersAt(address.getPath(), request.getMethod())) {
            status = 405;
        }
        Response problem = response(status, null, detail(status));
        return status == 405
                ? Response.fromResponse(problem)
                        .header(HttpHeaders.ALLOW, allow.at(address.getPath()))
                        .build()
                : problem;
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        if (Failure.of(failure) == Failure.OUTAGE) {
            AWAY.happened(requests ->
                    LOG.warnf("%d requests could not be answered now: %s", requests, Failure.inWords(failure)));
            return notNow(problem(503, null, "something is away that the answer needs; ask again"));
        }
        LOG.error("a request failed", Failure.withoutWords(failure));
        return response(500, null, detail(500));
    }

    /** Quarkus itself refuses a body over the limit with an empty answer; this comes before it. */
    void refuseLargeBodies(
            @Observes Router router, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        Handler<RoutingContext> counting =
                BodyHandler.create(false).setBodyLimit(limit.asLongValue()).setHandleFileUploads(false);
        router.route()
                .order(Integer.MIN_VALUE)
                .failureHandler(Problems::tooLarge)
                .handler(request -> {
                    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
                    if (length == null && request.request().getHeader(HttpHeaderNames.TRANSFER_ENCODING) != null) {
                        request.request().resume();
                        counting.handle(request);
                    } else if (length != null
                            && (length.length() > 18 || Long.parseLong(length) > limit.asLongValue())) {
                        refuse(request);
                    } else {
                        request.next();
                    }
                });
        router.errorHandler(404, failed -> answer(failed, 404));
    }

    /** An address for staff on the management port, which takes this method and refuses the others. */
    public static void serve(
            ManagementInterface management, HttpMethod method, String path, Handler<RoutingContext> handler) {
        management.router().route(method, path).handler(handler);
        management.router().route(path).handler(other -> {
            other.response().putHeader(HttpHeaders.ALLOW, method.name());
            answer(other, 405);
        });
    }

    void answerStaff(@Observes ManagementInterface management) {
        management.router().errorHandler(404, failed -> answer(failed, 404));
    }

    private static void tooLarge(RoutingContext failed) {
        if (failed.statusCode() == 413 && !failed.response().ended()) {
            refuse(failed);
        } else {
            failed.next();
        }
    }

    /**
     * Answers 413 when the body has come to its end: who writes all of it before reading would lose an answer that
     * closes the connection under the writing. Who asks first is answered at once, who does not end is cut off.
     */
    private static void refuse(RoutingContext refused) {
        HttpServerRequest request = refused.request();
        if (request.isEnded() || request.getHeader(HttpHeaderNames.EXPECT) != null) {
            answer(refused, 413);
            return;
        }
        var read = new AtomicLong();
        request.handler(part -> {
            if (read.addAndGet(part.length()) > READ_OF_TOO_LARGE
                    && !refused.response().ended()) {
                answer(refused, 413);
            }
        });
        request.endHandler(end -> {
            if (!refused.response().ended()) {
                answer(refused, 413);
            }
        });
        request.resume();
    }

    private static void answer(RoutingContext failed, int status) {
        if (!failed.request().isEnded()) {
            // The rest of the body is not worth reading.
            failed.response().putHeader("Connection", "close");
        }
        answer(failed, status, detail(status));
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "there is nothing at this address";
            case 405 -> "this address does not take this method";
            case 406 -> "this address does not answer in this media type";
            case 413 -> "the body is larger than this service takes";
            case 415 -> "this address takes application/json";
            case 500 -> "an error on our side";
            default -> title(status);
        };
    }
}
