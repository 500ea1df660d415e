package ordermill.orders.placing;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.jboss.logging.Logger;

import ordermill.chassis.Failure;
import ordermill.chassis.Publish;
import ordermill.chassis.watching.Seldom;
import ordermill.orders.Flow;
import ordermill.orders.journeys.Placed;
import ordermill.orders.placing.Outcome.Accepted;
import ordermill.orders.placing.Outcome.KafkaIsAway;
import ordermill.orders.placing.Outcome.NotTaken;
import ordermill.orders.placing.Outcome.OtherContent;
import ordermill.orders.placing.Outcome.Repeated;
import ordermill.orders.placing.Outcome.TooLarge;

/** A request -> Kafka, once an id. There is no other write: what Kafka has is accepted, and only that. */
@ApplicationScoped
public class PlaceOnce {

    private static final Logger LOG = Logger.getLogger(PlaceOnce.class);
    private static final Seldom NOT_ACCEPTED = new Seldom(Duration.ofSeconds(5));

    private final Placed placed;
    private final Publish publish;
    private final Map<Flow, Counter> accepted = new EnumMap<>(Flow.class);

    PlaceOnce(Placed placed, Publish publish, MeterRegistry meters) {
        this.placed = placed;
        this.publish = publish;
        for (Flow flow : Flow.values()) {
            accepted.put(flow, meters.counter("orders.accepted", "flow", flow.word()));
        }
    }

    /** Asks where the topics are before the first request does. */
    void warmUp(@Observes StartupEvent start) {
        for (Flow flow : Flow.values()) {
            publish.know(flow.topic())
                    .subscribe()
                    .with(known -> {}, failure -> LOG.debugf("not known yet: %s", Failure.inWords(failure)));
        }
    }

    /** The outcome, never a failure. */
    public Uni<Outcome> place(Request request) {
        if (!request.named()) {
            return publish(request);
        }
        return placed.find(request.flow(), request.id(), request.key())
                .chain(earlier ->
                        earlier == null ? publish(request) : Uni.createFrom().item(compare(request, earlier)));
    }

    private static Outcome compare(Request request, Placed.Earlier earlier) {
        boolean same = Arrays.equals(earlier.fingerprint(), request.details().fingerprint());
        boolean keyed = request.key() != null
                && (request.key().equals(earlier.key()) || request.key().equals(earlier.id()));
        return same && request.id().equals(earlier.id())
                ? new Repeated(request.flow(), request.id(), earlier.shown(), keyed)
                : new OtherContent(request.flow(), request.id(), keyed);
    }

    private Uni<Outcome> publish(Request request) {
        return publish.one(request.record())
                .onItemOrFailure()
                .transform((acknowledged, failure) -> failure == null ? taken(request) : notTaken(request, failure));
    }

    private Outcome taken(Request request) {
        accepted.get(request.flow()).increment();
        return new Accepted(request.flow(), request.id(), request.details().shown());
    }

    private static Outcome notTaken(Request request, Throwable failure) {
        NOT_ACCEPTED.happened(requests -> LOG.warnf(
                "%d requests were not accepted: flow=%s %s",
                requests, request.flow().word(), Failure.inWords(failure)));
        if (Failure.of(failure) == Failure.DATA) {
            return new TooLarge(request.flow(), request.id());
        }
        return refusesUs(failure) || Failure.of(failure) == Failure.BUG
                ? new NotTaken(request.flow(), request.id())
                : new KafkaIsAway(request.flow(), request.id());
    }

    private static boolean refusesUs(Throwable failure) {
        return failure instanceof AuthorizationException
                || failure instanceof AuthenticationException
                || failure instanceof InvalidTimestampException;
    }
}
