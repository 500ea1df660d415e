package ordermill.analytics;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures -> problem JSON (RFC 9457), which tells nothing of the inside. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    Response notNow(NotNow failure) {
        return Response.fromResponse(problem(503, "The figures cannot be read at the moment; nothing is lost."))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException failure) {
        return problem(404, "There is nothing at this address.");
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException failure) {
        Response refusal = failure.getResponse();
        var problem = Response.fromResponse(problem(refusal.getStatus(), null));
        refusal.getHeaders().forEach((name, values) -> {
            if (name.equalsIgnoreCase(HttpHeaders.ALLOW)) {
                values.forEach(value -> problem.header(name, value));
            }
        });
        return problem.build();
    }

    @ServerExceptionMapper
    Response unforeseen(Throwable failure) {
        LOG.error("a request failed", failure);
        return problem(500, null);
    }

    private static Response problem(int status, String detail) {
        var title = Response.Status.fromStatusCode(status);
        var body = Json.object()
                .put("type", "about:blank")
                .put("title", title == null ? "Refused" : title.getReasonPhrase())
                .put("status", status);
        if (detail != null) {
            body.put("detail", detail);
        }
        return Response.status(status)
                .type("application/problem+json")
                .entity(body.toString())
                .build();
    }
}
